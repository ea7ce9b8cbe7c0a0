package io.faas4j.mapping.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where in the JSON of a change the places for what it does not say itself are (rules CHANGE-1, EVT-3). */
final class ChangeJson {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private ChangeJson() {}

    /**
     * The place of the field {@code dynamodb}, before which it is said where the change comes from; that of the end if there is
     * no such field.
     *
     * @param change a JSON object
     * @throws IllegalArgumentException if it does not begin like one
     */
    static int origin(byte[] change) {
        try (JsonParser parser = JSON.createParser(change)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw none(null);
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                long start = parser.currentTokenLocation().getByteOffset();
                if (start < 0) {
                    throw none(null);
                }
                if (name.equals("dynamodb")) {
                    return (int) start;
                }
                parser.nextToken();
                parser.skipChildren();
            }
            return end(change);
        } catch (IOException notJson) {
            throw none(notJson);
        }
    }

    /** The place of the last brace. */
    static int end(byte[] change) {
        for (int i = change.length - 1; i > 0; i--) {
            if (change[i] == '}') {
                return i;
            }
            if (change[i] > ' ') {
                break;
            }
        }
        throw none(null);
    }

    private static IllegalArgumentException none(@Nullable Exception cause) {
        return new IllegalArgumentException("a record of a stream of changes holds a JSON object", cause);
    }
}
