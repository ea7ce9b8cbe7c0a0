package io.faas4j.mapping.batch;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** The fields of a JSON object, each with the bytes of its value as they stand there, so that nothing of it is rewritten. */
final class JsonFields {

    static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private JsonFields() {}

    /**
     * Takes an object apart. Of two fields with one name the last counts.
     *
     * @param json one value in UTF-8
     * @throws IOException if it is not an object, or not JSON
     */
    static Map<String, byte[]> of(byte[] json) throws IOException {
        try (JsonParser parser = JSON.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("it is not an object");
            }
            Map<String, byte[]> fields = new LinkedHashMap<>();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                int start = offset(parser.currentTokenLocation().getByteOffset());
                parser.skipChildren();
                parser.finishToken();
                int end = offset(parser.currentLocation().getByteOffset());
                fields.put(name, Arrays.copyOfRange(json, start, end));
            }
            if (parser.nextToken() != null) {
                throw new IOException("something follows it");
            }
            return fields;
        }
    }

    /** There is none if the text is in an encoding that has more than one byte for ASCII. */
    private static int offset(long bytes) throws IOException {
        if (bytes < 0) {
            throw new IOException("it is not UTF-8");
        }
        return (int) bytes;
    }
}
