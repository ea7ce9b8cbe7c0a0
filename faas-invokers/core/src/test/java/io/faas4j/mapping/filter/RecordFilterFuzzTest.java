package io.faas4j.mapping.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.mapping.event.RecordKind;
import io.faas4j.mapping.event.RecordOrigin;
import io.faas4j.rules.Rule;
import io.faas4j.source.QueueMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import software.amazon.event.ruler.Ruler;

/** Random patterns and bodies. */
class RecordFilterFuzzTest {

    private static final RecordOrigin QUEUE = RecordOrigin.of(RecordKind.QUEUE, "queue", ArnScope.DEFAULT);
    private static final String[] KEYS = {"a", "b", "a.b", "c", "$or", "numeric"};
    private static final String[] VALUES = {
        "\"x\"",
        "\"\"",
        "1",
        "1.0",
        "1e0",
        "-3.5e2",
        "true",
        "null",
        "\"xy\"",
        "12345678901234567890",
        "\"\\ud83d\"",
        "1e400"
    };
    private static final String[] MATCHES = {
        "{\"prefix\":\"x\"}",
        "{\"suffix\":\"y\"}",
        "{\"exists\":false}",
        "{\"exists\":true}",
        "{\"numeric\":[\">\",0]}",
        "{\"anything-but\":[\"x\"]}",
        "{\"anything-but\":{\"wildcard\":\"x*\"}}",
        "{\"wildcard\":\"*y\"}",
        "{\"equals-ignore-case\":\"XY\"}",
        "{\"cidr\":\"10.0.0.0/8\"}",
        "{\"numeric\":[1]}",
        "{}"
    };

    private final Random random = new Random(20260102);

    private static String one(Random random, String... of) {
        return of[random.nextInt(of.length)];
    }

    private String pattern(int depth) {
        StringBuilder text = new StringBuilder("{");
        int fields = 1 + random.nextInt(3);
        for (int i = 0; i < fields; i++) {
            String key = KEYS[random.nextInt(depth > 0 ? KEYS.length : 4)];
            text.append(i == 0 ? "\"" : ",\"").append(key).append("\":");
            if (key.equals("$or")) {
                text.append("[%s,%s]".formatted(pattern(depth - 1), pattern(depth - 1)));
            } else if (depth > 0 && random.nextInt(3) == 0) {
                text.append(pattern(depth - 1));
            } else {
                text.append("[%s,%s]".formatted(one(random, MATCHES), one(random, VALUES)));
            }
        }
        return text.append("}").toString();
    }

    private String body(int depth) {
        StringBuilder text = new StringBuilder("{");
        int fields = random.nextInt(4);
        int first = random.nextInt(4);
        for (int i = 0; i < fields; i++) {
            // No key twice: which one counts then is nobody's rule.
            text.append(i == 0 ? "\"" : ",\"").append(KEYS[(first + i) % 4]).append("\":");
            int kind = depth > 0 ? random.nextInt(4) : 0;
            text.append(
                    switch (kind) {
                        case 1 -> body(depth - 1);
                        case 2 -> "[" + one(random, VALUES) + "," + body(depth - 1) + "]";
                        case 3 -> "[]";
                        default -> one(random, VALUES);
                    });
        }
        return text.append("}").toString();
    }

    private static QueueMessage message(String body) {
        return QueueMessage.builder("m", "h", body.getBytes(StandardCharsets.UTF_8), Instant.EPOCH)
                .build();
    }

    @Test
    @Rule({"FILT-1", "FILT-2"})
    void reading_only_what_a_pattern_names_decides_as_the_engine_does_on_the_whole_record() throws Exception {
        int compiled = 0;
        int matched = 0;
        for (int i = 0; i < 1_500; i++) {
            String pattern = "{\"body\":" + pattern(2) + "}";
            RecordFilter filter;
            try {
                filter = RecordFilter.compile(QUEUE, List.of(pattern));
            } catch (InvalidParameterValueException invalid) {
                continue;
            }
            compiled++;
            for (int j = 0; j < 5; j++) {
                String body = body(2);
                boolean expected = Ruler.matchesRule("{\"body\":" + body + "}", pattern);
                matched += expected ? 1 : 0;
                assertThat(filter.matches(message(body)))
                        .as("%s by %s", body, pattern)
                        .isEqualTo(expected);
            }
        }
        assertThat(compiled).isGreaterThan(200);
        assertThat(matched).isGreaterThan(100);
    }

    @Test
    @Rule("FILT-2")
    void a_pattern_that_is_none_has_no_other_error_and_a_body_none_at_all() {
        for (int i = 0; i < 4_000; i++) {
            StringBuilder pattern = new StringBuilder(pattern(1));
            int at = random.nextInt(pattern.length());
            pattern.setCharAt(at, "{}[],:\"\\x1 \u0000\ud800".charAt(random.nextInt(13)));
            try {
                RecordFilter.compile(QUEUE, List.of(pattern.toString()))
                        .matches(message(body(1).replace('}', (char) random.nextInt(128))));
            } catch (InvalidParameterValueException expected) {
                assertThat(expected).hasMessage("Invalid filter pattern definition.");
            } catch (ValidationException tooLong) {
                assertThat(pattern).hasSizeGreaterThan(4_096);
            }
        }
    }
}
