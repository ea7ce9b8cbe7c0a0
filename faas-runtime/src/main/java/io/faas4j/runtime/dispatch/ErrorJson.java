package io.faas4j.runtime.dispatch;

import io.faas4j.invocation.FunctionError;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.payload.PayloadException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Function errors as Lambda's Java runtime writes them (rule ERR-1). */
final class ErrorJson {

    private ErrorJson() {}

    /** The error in the order of fields that Lambda has. */
    static byte[] of(FunctionError error, PayloadCodec codec) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("errorMessage", wellFormed(error.errorMessage()));
        json.put("errorType", error.errorType());
        error.stackTrace().ifPresent(frames -> json.put("stackTrace", frames));
        try {
            return codec.bind(Map.class).encode(json);
        } catch (PayloadException e) {
            throw new IllegalStateException("a map of strings cannot be written as JSON", e);
        }
    }

    /** Half a surrogate pair, which UTF-8 has no bytes for, becomes U+FFFD. */
    private static String wellFormed(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_16), StandardCharsets.UTF_16);
    }
}
