package io.faas4j.mapping.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads JSON that records hold, and keeps only what patterns name. */
final class DataReader {

    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private static final FieldTree NOTHING = new FieldTree();

    private DataReader() {}

    /**
     * Reads an object or an array.
     *
     * @param data whatever a record holds
     * @param wanted what is kept of it
     * @return null if it is neither: all other texts count as plain ones
     */
    static @Nullable JsonNode read(byte[] data, FieldTree wanted) {
        if (!looksLikeJson(data)) {
            return null;
        }
        try (JsonParser parser = JSON.createParser(data)) {
            parser.nextToken();
            JsonNode value = value(parser, wanted);
            return parser.nextToken() == null ? value : null;
        } catch (IOException notJson) {
            return null;
        }
    }

    /** Spares an exception for each plain text; and it is UTF-8 or nothing, whatever else a parser would take. */
    private static boolean looksLikeJson(byte[] data) {
        for (int i = 0; i < data.length - 1; i++) {
            byte b = data[i];
            if (b == '{' || b == '[') {
                return data[i + 1] != 0;
            }
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return false;
            }
        }
        return false;
    }

    private static JsonNode value(JsonParser parser, FieldTree wanted) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, wanted);
            case START_ARRAY -> array(parser, wanted);
            case VALUE_STRING -> NODES.textNode(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new NumberText(parser.getText());
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            default -> NODES.nullNode();
        };
    }

    private static ArrayNode array(JsonParser parser, FieldTree wanted) throws IOException {
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser, wanted));
        }
        return array;
    }

    private static ObjectNode object(JsonParser parser, FieldTree wanted) throws IOException {
        ObjectNode object = NODES.objectNode();
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            FieldTree below = wanted.child(name);
            if (below != null) {
                object.set(name, value(parser, below));
            } else if (name.indexOf('.') >= 0) {
                // It may stand for levels that are named one by one (rule PATTERN-7).
                object.set(name, whole(parser));
            } else {
                parser.skipChildren();
            }
        }
        return object;
    }

    private static JsonNode whole(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            ArrayNode array = NODES.arrayNode();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                array.add(whole(parser));
            }
            return array;
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            ObjectNode object = NODES.objectNode();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                object.set(name, whole(parser));
            }
            return object;
        }
        return value(parser, NOTHING);
    }
}
