package io.faas4j.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.faas4j.rules.Rule;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Typed attribute values hold what plain JSON holds, both ways. */
class AttributeValuesPropertyTest {

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    @RepeatedTest(20)
    @Rule("CHANGE-3")
    void what_is_typed_and_read_again_is_the_same(RepetitionInfo repetition) throws IOException {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        for (int i = 0; i < 300; i++) {
            ObjectNode plain = object(random, 4);
            byte[] typed = AttributeValues.bytes(AttributeValues.typedItem(plain));

            JsonNode again = AttributeValues.plainItem(AttributeValues.parse(typed));

            assertThat(isSame(again, plain)).as("%s is %s", again, plain).isTrue();
            JsonNode written = AttributeValues.parse(AttributeValues.bytes(again));
            assertThat(AttributeValues.typedItem(written)).isEqualTo(AttributeValues.parse(typed));
        }
    }

    /** Numbers are the same if their values are. */
    private static boolean isSame(JsonNode one, JsonNode other) {
        return one.equals(
                (a, b) -> {
                    boolean areNumbers = a.isNumber() && b.isNumber();
                    boolean isEqual = areNumbers ? a.decimalValue().compareTo(b.decimalValue()) == 0 : a.equals(b);
                    return isEqual ? 0 : 1;
                },
                other);
    }

    private static JsonNode any(SplittableRandom random, int depth) {
        return switch (random.nextInt(depth == 0 ? 6 : 8)) {
            case 0 -> NODES.textNode(text(random));
            case 1 -> NODES.numberNode(random.nextLong());
            case 2 -> NODES.numberNode(new BigDecimal(BigInteger.valueOf(random.nextLong()), random.nextInt(-60, 60)));
            case 3 -> NODES.numberNode(BigInteger.valueOf(random.nextLong()).pow(3));
            case 4 -> NODES.booleanNode(random.nextBoolean());
            case 5 -> NODES.nullNode();
            case 6 -> object(random, depth - 1);
            default -> {
                ArrayNode array = NODES.arrayNode();
                for (int i = random.nextInt(4); i > 0; i--) {
                    array.add(any(random, depth - 1));
                }
                yield array;
            }
        };
    }

    private static ObjectNode object(SplittableRandom random, int depth) {
        ObjectNode object = NODES.objectNode();
        for (int i = random.nextInt(5); i > 0; i--) {
            object.set(text(random), any(random, depth));
        }
        return object;
    }

    private static String text(SplittableRandom random) {
        String[] parts = {"a", "S", "N", "\"", "\\", "ä", "☃", "😀", "\n", "", "SequenceNumber", "1"};
        return parts[random.nextInt(parts.length)] + parts[random.nextInt(parts.length)];
    }

    @Test
    @Rule("CHANGE-3")
    void every_type_of_dynamodb_is_read() throws IOException {
        String typed =
                "{\"s\":{\"S\":\"a\"},\"n\":{\"N\":\"12\"},\"f\":{\"N\":\"1.5\"},\"e\":{\"N\":\"1E+3\"},\"b\":{\"B\":\"AQI=\"},"
                        + "\"t\":{\"BOOL\":true},\"o\":{\"NULL\":true},\"ss\":{\"SS\":[\"a\",\"b\"]},\"ns\":{\"NS\":[\"1\",\"2.5\"]},"
                        + "\"bs\":{\"BS\":[\"AQI=\"]},\"m\":{\"M\":{\"x\":{\"N\":\"-1\"}}},\"l\":{\"L\":[{\"S\":\"x\"},{\"L\":[]}]}}";

        JsonNode plain = AttributeValues.plainItem(parse(typed));

        assertThat(plain)
                .hasToString(
                        "{\"s\":\"a\",\"n\":12,\"f\":1.5,\"e\":1E+3,\"b\":\"AQI=\",\"t\":true,\"o\":null,\"ss\":[\"a\",\"b\"],"
                                + "\"ns\":[1,2.5],\"bs\":[\"AQI=\"],\"m\":{\"x\":-1},\"l\":[\"x\",[]]}");
    }

    private static JsonNode parse(String json) throws IOException {
        return AttributeValues.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    @Rule("CHANGE-3")
    void numbers_are_written_without_exponent_and_idle_zeros_unless_they_would_be_endless() {
        assertThat(AttributeValues.number(new BigDecimal("1.500"))).isEqualTo("1.5");
        assertThat(AttributeValues.number(new BigDecimal("0.000"))).isEqualTo("0");
        assertThat(AttributeValues.number(new BigDecimal("-1E3"))).isEqualTo("-1000");
        assertThat(AttributeValues.number(new BigDecimal("1E-7"))).isEqualTo("0.0000001");
        assertThat(AttributeValues.number(new BigDecimal("1E1000000000"))).isEqualTo("1E+1000000000");
    }

    @Test
    void what_has_no_type_or_an_unknown_one_is_refused() throws IOException {
        for (String wrong :
                new String[] {"{\"a\":{}}", "{\"a\":{\"S\":\"1\",\"N\":\"1\"}}", "{\"a\":{\"X\":1}}", "{\"a\":\"1\"}"
                }) {
            JsonNode typed = parse(wrong);
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> AttributeValues.plainItem(typed));
        }
    }
}
