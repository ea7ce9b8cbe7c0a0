package io.faas4j.mapping.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.function.ArnScope;
import io.faas4j.mapping.event.RecordKind;
import io.faas4j.mapping.event.RecordOrigin;
import io.faas4j.rules.Rule;
import io.faas4j.source.QueueMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Filters of one mapping do not disturb each other, nor do the alternatives of one: few letters, so that they have much in common. */
class FiltersTogetherTest {

    private static final RecordOrigin QUEUE = RecordOrigin.of(RecordKind.QUEUE, "queue", ArnScope.DEFAULT);
    private static final String[] LETTERS = {"a", "b", "B", "\u00e9", "\u00e8", "\u96e8", "\ud83d\ude00"};

    private final Random random = new Random(20261121);
    private int letters = 2;

    private static RecordFilter filter(List<String> bodies) {
        return RecordFilter.compile(
                QUEUE, bodies.stream().map(body -> "{\"body\":" + body + "}").toList(), RecordFilter.MOST_PATTERNS);
    }

    private static QueueMessage message(String body) {
        return QueueMessage.builder("m", "h", body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH)
                .build();
    }

    private static <T> List<T> some(int count, Supplier<T> make) {
        return IntStream.range(0, count).mapToObj(i -> make.get()).toList();
    }

    private String word(int least, int most) {
        return some(least + random.nextInt(most - least + 1), () -> LETTERS[random.nextInt(letters)]).stream()
                .collect(Collectors.joining());
    }

    private String wildcard() {
        String stars = some(1 + random.nextInt(2), () -> word(1, 2)).stream().collect(Collectors.joining("*"));
        return switch (random.nextInt(5)) {
            case 0 -> "*" + stars + "*";
            case 1 -> "*" + stars;
            case 2 -> stars + "*";
            case 3 -> stars + "\\\\*";
            default -> "*";
        };
    }

    private String test() {
        return switch (random.nextInt(15)) {
            case 0, 1, 2, 3 -> "{\"wildcard\":\"%s\"}".formatted(wildcard());
            case 4 -> "{\"prefix\":\"%s\"}".formatted(word(1, 3));
            case 5 -> "{\"suffix\":\"%s\"}".formatted(word(1, 3));
            case 6 -> "{\"anything-but\":[\"%s\",\"%s\"]}".formatted(word(1, 3), word(1, 3));
            case 7 -> "{\"anything-but\":{\"prefix\":\"%s\"}}".formatted(word(1, 2));
            case 8 -> "{\"anything-but\":{\"suffix\":\"%s\"}}".formatted(word(1, 2));
            case 9 -> "{\"anything-but\":{\"wildcard\":\"%s\"}}".formatted(wildcard());
            case 10 -> "{\"exists\":%s}".formatted(random.nextBoolean());
            case 11 -> "{\"equals-ignore-case\":\"%s\"}".formatted(word(1, 4));
            case 12 -> "{\"prefix\":{\"equals-ignore-case\":\"%s\"}}".formatted(word(1, 2));
            case 13 -> String.valueOf(random.nextInt(3));
            default -> "\"%s\"".formatted(word(0, 3));
        };
    }

    private String field(String name) {
        return "\"%s\":[%s]".formatted(name, test());
    }

    /** Many wildcards in a row are refused (rule PATTERN-44). */
    private static boolean isAllowed(String pattern) {
        try {
            return !filter(List.of(pattern)).isNone();
        } catch (InvalidParameterValueException tooComplex) {
            return false;
        }
    }

    private String pattern() {
        return Stream.generate(this::anyPattern)
                .filter(FiltersTogetherTest::isAllowed)
                .findFirst()
                .orElseThrow();
    }

    private String anyPattern() {
        return switch (random.nextInt(4)) {
            case 0 -> "{%s}".formatted(field("x"));
            case 1 -> "{%s}".formatted(field("y"));
            case 2 -> "{%s,%s}".formatted(field("x"), field("y"));
            default -> "{%s,\"$or\":[{%s},{%s}]}".formatted(field("x"), field("y"), field("y"));
        };
    }

    private String value() {
        return switch (random.nextInt(8)) {
            case 0 -> "[\"%s\",\"%s\"]".formatted(word(0, 4), word(0, 4));
            case 1 -> String.valueOf(random.nextInt(3));
            case 2 -> "\"%s*\"".formatted(word(0, 4));
            default -> "\"%s\"".formatted(word(0, 6));
        };
    }

    private String body() {
        return switch (random.nextInt(6)) {
            case 0 -> "{\"x\":%s}".formatted(value());
            case 1 -> "{\"y\":%s}".formatted(value());
            default -> "{\"x\":%s,\"y\":%s}".formatted(value(), value());
        };
    }

    @Test
    @Rule("FILT-1")
    void filters_together_pass_what_one_of_them_passes_alone() {
        int passed = 0;
        for (int i = 0; i < 300; i++) {
            letters = 2 + random.nextInt(LETTERS.length - 1);
            List<String> patterns = some(2 + random.nextInt(9), this::pattern);
            RecordFilter together = filter(patterns);
            List<RecordFilter> alone =
                    patterns.stream().map(pattern -> filter(List.of(pattern))).toList();
            for (String body : some(10, this::body)) {
                boolean expected = alone.stream().anyMatch(one -> one.matches(message(body)));
                passed += expected ? 1 : 0;
                assertThat(together.matches(message(body)))
                        .as("%s by %s", body, patterns)
                        .isEqualTo(expected);
            }
        }
        assertThat(passed).isBetween(500, 2_500);
    }

    @Test
    @Rule("FILT-1")
    void a_filter_with_alternatives_passes_what_a_filter_for_one_of_them_passes() {
        int passed = 0;
        for (int i = 0; i < 3_000; i++) {
            String always = field("x");
            List<String> alternatives = new ArrayList<>();
            some(3, this::test).forEach(test -> alternatives.add("{\"y\":[%s]}".formatted(test)));
            some(2, () -> word(0, 2)).forEach(word -> alternatives.add("{\"y\":[\"%s\",\"a\"]}".formatted(word)));
            String pattern = "{%s,\"$or\":%s}".formatted(always, alternatives);
            if (pattern.contains("wildcard")) {
                // Many together are refused, and beside some tests the engine is not always right about them.
                continue;
            }
            RecordFilter filter = filter(List.of(pattern));
            List<RecordFilter> alone = alternatives.stream()
                    .map(alternative -> filter(List.of("{%s,%s".formatted(always, alternative.substring(1)))))
                    .toList();
            for (String body : some(10, this::body)) {
                boolean expected = alone.stream().anyMatch(one -> one.matches(message(body)));
                passed += expected ? 1 : 0;
                assertThat(filter.matches(message(body)))
                        .as("%s by %s", body, pattern)
                        .isEqualTo(expected);
            }
        }
        assertThat(passed).isGreaterThan(1_000);
    }

    @ParameterizedTest
    @Rule("FILT-1")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {"$or":[{"c":["a","b"]},{"c":["a","d"]}]}                     | {"c":"d"}
                    {"$or":[{"c":[{"suffix":"b"}]},{"c":[{"suffix":"b"},"a"]}]}   | {"c":"a"}
                    {"$or":[{"c":[{"prefix":"ba"},"c"]},{"c":["a",{"prefix":"ba"}]}]} | {"c":"a"}
                    """)
    void alternatives_may_have_a_test_in_common(String pattern, String body) {
        assertThat(filter(List.of(pattern)).matches(message(body))).isTrue();
    }
}
