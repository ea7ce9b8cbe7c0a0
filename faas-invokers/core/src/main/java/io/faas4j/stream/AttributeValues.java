package io.faas4j.stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * JSON as DynamoDB writes attribute values, each with its type (rule CHANGE-3), and plain JSON. Plain text becomes {@code S}, a number
 * {@code N}, true and false {@code BOOL}, null {@code NULL}, an object {@code M}, an array {@code L}. Back again sets too become arrays, and
 * bytes text in base 64.
 */
final class AttributeValues {

    /** Beyond so many digits a number keeps its exponent: DynamoDB's have 38 digits and exponents up to 125. */
    private static final int MOST_ZEROS = 200;

    private static final Pattern WHOLE = Pattern.compile("-?\\d+");
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private AttributeValues() {}

    static JsonNode parse(byte[] json) throws IOException {
        return JSON.readTree(json);
    }

    static byte[] bytes(JsonNode json) throws IOException {
        return JSON.writeValueAsBytes(json);
    }

    // ---- from plain JSON --------------------------------------------------------------------------------------------

    /** The attributes of an item. */
    static ObjectNode typedItem(JsonNode plain) {
        ObjectNode typed = NODES.objectNode();
        for (Map.Entry<String, JsonNode> attribute : plain.properties()) {
            typed.set(attribute.getKey(), typed(attribute.getValue()));
        }
        return typed;
    }

    static ObjectNode typed(JsonNode plain) {
        ObjectNode typed = NODES.objectNode();
        switch (plain.getNodeType()) {
            case STRING -> typed.put("S", plain.textValue());
            case NUMBER -> typed.put("N", number(plain.decimalValue()));
            case BOOLEAN -> typed.put("BOOL", plain.booleanValue());
            case NULL -> typed.put("NULL", true);
            case OBJECT -> typed.set("M", typedItem(plain));
            case ARRAY -> {
                ArrayNode list = typed.putArray("L");
                plain.forEach(element -> list.add(typed(element)));
            }
            default -> throw new IllegalArgumentException("no JSON value: " + plain.getNodeType());
        }
        return typed;
    }

    /** Without an exponent, and without zeros that say nothing. */
    static String number(BigDecimal value) {
        BigDecimal bare = value.stripTrailingZeros();
        return Math.abs((long) bare.scale()) <= MOST_ZEROS ? bare.toPlainString() : bare.toString();
    }

    // ---- to plain JSON ----------------------------------------------------------------------------------------------

    static ObjectNode plainItem(JsonNode typed) {
        ObjectNode plain = NODES.objectNode();
        for (Map.Entry<String, JsonNode> attribute : typed.properties()) {
            plain.set(attribute.getKey(), plain(attribute.getValue()));
        }
        return plain;
    }

    static JsonNode plain(JsonNode typed) {
        if (typed.size() != 1) {
            throw new IllegalArgumentException("an attribute value has one type, but there is: " + typed);
        }
        String type = typed.fieldNames().next();
        JsonNode value = typed.get(type);
        return switch (type) {
            case "S", "B", "BOOL" -> value;
            case "N" -> plainNumber(value.textValue());
            case "NULL" -> NODES.nullNode();
            case "M" -> plainItem(value);
            case "SS", "BS" -> value;
            case "NS" -> {
                ArrayNode numbers = NODES.arrayNode();
                value.forEach(number -> numbers.add(plainNumber(number.textValue())));
                yield numbers;
            }
            case "L" -> {
                ArrayNode list = NODES.arrayNode();
                value.forEach(element -> list.add(plain(element)));
                yield list;
            }
            default -> throw new IllegalArgumentException("'%s' is no type of an attribute value".formatted(type));
        };
    }

    private static JsonNode plainNumber(String text) {
        return WHOLE.matcher(text).matches()
                ? NODES.numberNode(new BigInteger(text))
                : NODES.numberNode(new BigDecimal(text));
    }

    /** What a key attribute says, without its type. */
    static String keyText(JsonNode typed) {
        return plain(typed).asText();
    }

    // ---- size -------------------------------------------------------------------------------------------------------

    /** Bytes of names and values, about as DynamoDB counts them. */
    static long itemSize(JsonNode typedItem) {
        long size = 0;
        for (Map.Entry<String, JsonNode> attribute : typedItem.properties()) {
            size += Utf8.length(attribute.getKey()) + size(attribute.getValue());
        }
        return size;
    }

    private static long size(JsonNode typed) {
        String type = typed.fieldNames().next();
        JsonNode value = typed.get(type);
        return switch (type) {
            case "S" -> Utf8.length(value.textValue());
            case "N" -> (value.textValue().length() + 1) / 2 + 1L;
            case "M" -> 3 + value.size() + itemSize(value);
            case "L" -> {
                long size = 3L + value.size();
                for (JsonNode element : value) {
                    size += size(element);
                }
                yield size;
            }
            default -> 1;
        };
    }
}
