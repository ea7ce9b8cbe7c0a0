package io.faas4j.runtime.dispatch;

import io.faas4j.error.InvalidRequestContentException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ClientContext;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.payload.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The wire form of client contexts: base64 of a JSON object (rule SYNC-9). */
final class ClientContexts {

    private static final int MAX_LENGTH = 3583;

    private ClientContexts() {}

    static void requireSize(ClientContext context, PayloadCodec codec) {
        try {
            byte[] json = codec.bind(ClientContext.class).encode(context);
            String base64 = Base64.getEncoder().encodeToString(json);
            if (base64.length() > MAX_LENGTH) {
                throw ValidationException.of(
                        "clientContext", base64, "Member must have length less than or equal to " + MAX_LENGTH);
            }
        } catch (PayloadException e) {
            throw new IllegalStateException("a map of strings cannot be written as JSON", e);
        }
    }

    static ClientContext parse(String base64, PayloadCodec codec) {
        try {
            byte[] json = Base64.getDecoder().decode(base64.getBytes(StandardCharsets.UTF_8));
            if (codec.bind(Map.class).decode(json) instanceof Map<?, ?> fields) {
                return new ClientContext(
                        strings(fields.get("client")), strings(fields.get("custom")), strings(fields.get("env")));
            }
        } catch (IllegalArgumentException | PayloadException e) {
            throw invalid(e);
        }
        throw invalid(null);
    }

    /** A member that is null says nothing and is left out; other values are kept as their text. */
    private static Map<String, String> strings(@Nullable Object object) {
        Map<String, String> strings = new TreeMap<>();
        if (object instanceof Map<?, ?> fields) {
            fields.forEach((key, value) -> {
                if (value != null) {
                    strings.put(String.valueOf(key), String.valueOf(value));
                }
            });
        }
        return strings;
    }

    private static InvalidRequestContentException invalid(@Nullable Exception cause) {
        return new InvalidRequestContentException("Client context must be a valid Base64-encoded JSON object.", cause);
    }
}
