package io.faas4j.idempotency;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.payload.PayloadException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hashes values by what they are as JSON, whatever order the fields of its objects have: that of a {@code Map.of} differs from one
 * process to the next. Safe for use by many threads.
 */
final class Fingerprint {

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build()
            .reader();

    private final PayloadCodec.Binding values;

    Fingerprint(PayloadCodec codec) {
        this.values = codec.bind(Object.class);
    }

    /** SHA-256 of any value; null is one. */
    String of(@Nullable Object value) throws PayloadException {
        return hash(json(value), "");
    }

    /**
     * SHA-256 of a key and what else tells events apart.
     *
     * @return null if there is no key: it is null or empty, or all that it is made of is null
     */
    @Nullable
    String ofKey(@Nullable Object key, String scope) throws PayloadException {
        JsonNode json = json(key);
        return isMissing(json) ? null : hash(json, scope);
    }

    private JsonNode json(@Nullable Object value) throws PayloadException {
        try {
            return JSON.readTree(values.encode(value));
        } catch (IOException e) {
            throw new UncheckedIOException("the codec has written what is not JSON", e);
        }
    }

    private static boolean isMissing(JsonNode key) {
        if (key.isContainerNode()) {
            for (JsonNode part : key) {
                if (!part.isNull()) {
                    return false;
                }
            }
            return true;
        }
        return key.isNull()
                || key.isMissingNode()
                || (key.isTextual() && key.textValue().isEmpty());
    }

    private static String hash(JsonNode json, String scope) {
        StringBuilder text = new StringBuilder();
        appendText(text, scope);
        append(text, json);
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** So that different values have different texts: what may contain anything comes with its length. */
    private static void append(StringBuilder text, JsonNode json) {
        if (json.isObject()) {
            text.append('{');
            for (String name : sortedNames(json)) {
                appendText(text, name);
                append(text, json.get(name));
            }
            text.append('}');
        } else if (json.isArray()) {
            text.append('[');
            json.forEach(element -> append(text, element));
            text.append(']');
        } else if (json.isTextual()) {
            appendText(text, json.textValue());
        } else {
            text.append(json.asText()).append(';');
        }
    }

    private static List<String> sortedNames(JsonNode object) {
        List<String> names = new ArrayList<>();
        for (Iterator<String> each = object.fieldNames(); each.hasNext(); ) {
            names.add(each.next());
        }
        names.sort(null);
        return names;
    }

    private static void appendText(StringBuilder text, String any) {
        text.append('"').append(any.length()).append(':').append(any);
    }
}
