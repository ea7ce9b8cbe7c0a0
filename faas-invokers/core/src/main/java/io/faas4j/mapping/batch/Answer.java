package io.faas4j.mapping.batch;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON that a handler answered, as far as anybody looks at it. Reading it never throws. */
final class Answer {

    /** What it is. */
    enum Form {
        /** Null, or no bytes. */
        NOTHING,
        /** A text of no characters. */
        EMPTY_TEXT,
        /** A list of no elements. */
        EMPTY_LIST,
        /** An object. */
        OBJECT,
        /** Any other value, or no JSON. */
        OTHER
    }

    private final Form form;
    private final Map<String, byte[]> fields;

    private Answer(Form form, Map<String, byte[]> fields) {
        this.form = form;
        this.fields = fields;
    }

    static Answer of(byte @Nullable [] json) {
        if (json == null || json.length == 0) {
            return new Answer(Form.NOTHING, Map.of());
        }
        try {
            Form form = form(json);
            return new Answer(form, form == Form.OBJECT ? JsonFields.of(json) : Map.of());
        } catch (IOException notJson) {
            return new Answer(Form.OTHER, Map.of());
        }
    }

    private static Form form(byte[] json) throws IOException {
        try (JsonParser parser = JsonFields.JSON.createParser(json)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.START_OBJECT) {
                return Form.OBJECT;
            }
            Form form = Form.OTHER;
            if (first == JsonToken.VALUE_NULL) {
                form = Form.NOTHING;
            } else if (first == JsonToken.VALUE_STRING && parser.getText().isEmpty()) {
                form = Form.EMPTY_TEXT;
            } else if (first == JsonToken.START_ARRAY && parser.nextToken() == JsonToken.END_ARRAY) {
                form = Form.EMPTY_LIST;
            }
            return parser.nextToken() == null ? form : Form.OTHER;
        }
    }

    Form form() {
        return form;
    }

    /** The window's state: an object as it stands there; null if there is none. */
    byte @Nullable [] state() {
        byte[] state = fields.get("state");
        return state != null && state[0] == '{' ? state : null;
    }

    /** What is reported to have failed; none if nothing is. */
    List<String> failures() throws UnreadableException {
        byte[] failures = fields.get("batchItemFailures");
        if (failures == null) {
            return List.of();
        }
        try (JsonParser parser = JsonFields.JSON.createParser(failures)) {
            JsonToken first = parser.nextToken();
            if (first == JsonToken.VALUE_NULL) {
                return List.of();
            }
            if (first != JsonToken.START_ARRAY) {
                throw new UnreadableException("batchItemFailures is not a list");
            }
            List<String> identifiers = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                identifiers.add(identifier(parser));
            }
            return identifiers;
        } catch (IOException notJson) {
            throw new UnreadableException("batchItemFailures is not JSON");
        }
    }

    private static String identifier(JsonParser parser) throws IOException, UnreadableException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new UnreadableException("an element of batchItemFailures is not an object");
        }
        String identifier = null;
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            if (name.equals("itemIdentifier")) {
                identifier = value == JsonToken.VALUE_STRING ? parser.getText() : null;
            }
            parser.skipChildren();
        }
        if (identifier == null || identifier.isEmpty()) {
            throw new UnreadableException("an itemIdentifier is missing, empty or not a text");
        }
        return identifier;
    }

    /** Nobody can tell what failed. */
    static final class UnreadableException extends Exception {

        private static final long serialVersionUID = 1L;

        UnreadableException(String reason) {
            super(reason, null, false, false);
        }

        String reason() {
            return String.valueOf(getMessage());
        }
    }
}
