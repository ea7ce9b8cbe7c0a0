package io.faas4j.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever text comes in: a value, or the documented refusal. */
@Rule({"ASYNC-9", "ASYNC-12"})
class DestinationRefPropertyTest {

    private static final int TEXTS = 100_000;

    private static final List<String> PARTS = List.of(
            "arn",
            "aws",
            "aws-cn",
            "lambda",
            "sqs",
            "sns",
            "events",
            "s3",
            "faas4j",
            "dynamodb",
            "eu-west-1",
            "local-1",
            "123456789012",
            "12345678901",
            "function",
            "queue",
            "topic",
            "event-bus",
            "event-bus/default",
            "bucket",
            "custom",
            "name",
            "a.fifo",
            ".fifo",
            "live",
            "$LATEST",
            "$latest",
            "",
            "-",
            "7");

    private static final String ALPHABET = "abzAZ019-_$.:/ \n\t\u00e4\u0660\u2028\ud83d\ude00\0";

    private static final ArnScope SCOPE = new ArnScope("aws-cn", "eu-west-1", "123456789012");

    private final SplittableRandom random = new SplittableRandom(20_260_102);

    @Test
    void every_text_is_read_or_refused_and_what_was_read_prints_as_what_reads_the_same() {
        int read = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = text();

            DestinationRef ref = parse(text);

            if (ref != null) {
                read++;
                assertReadsTheSame(ref);
            }
        }
        // Both ways were taken often enough to mean something.
        assertThat(read).isBetween(TEXTS / 10, TEXTS * 9 / 10);
    }

    private static @Nullable DestinationRef parse(String text) {
        try {
            return DestinationRef.parse(text);
        } catch (ValidationException refused) {
            for (String violation : refused.violations()) {
                require(violation.contains("at 'destination'") || isOfFunction(violation), violation);
            }
            return null;
        } catch (InvalidParameterValueException refused) {
            require(text.startsWith("arn:aws"), text);
            return null;
        }
    }

    private static boolean isOfFunction(String violation) {
        return violation.contains("at 'functionName'") || violation.contains("at 'qualifier'");
    }

    private static void assertReadsTheSame(DestinationRef ref) {
        DestinationRef printed = DestinationRef.parse(ref.toString());
        require(printed.equals(ref) && printed.hashCode() == ref.hashCode(), ref.toString());
        String arn = ref.arn(SCOPE);
        if (ref.function().isEmpty() || arn.length() <= 256) {
            require(DestinationRef.parse(arn).equals(ref), arn);
        }
    }

    /** Cheaper than an assertion object for each of some 100,000 checks. */
    private static void require(boolean holds, String shownOtherwise) {
        if (!holds) {
            fail("does not hold for: " + shownOtherwise);
        }
    }

    // ---- texts -----------------------------------------------------------------------------------------------------

    private String text() {
        return switch (random.nextInt(6)) {
            case 0 -> noise(20);
            case 1 -> joined(1 + random.nextInt(8));
            case 2 -> mutated(valid());
            case 3 -> mutated(mutated(valid()));
            default -> valid();
        };
    }

    private String valid() {
        String name = random.nextInt(3) == 0
                ? List.of("function", "arn", "123456789012").get(random.nextInt(3))
                : name();
        String placed = ":eu-west-1:123456789012:";
        return switch (random.nextInt(13)) {
            case 0 -> "function:" + name;
            case 1 -> "function:" + name + ":" + name();
            case 2 -> "function:function:" + name;
            case 3 -> "queue:" + name;
            case 4 -> "queue:" + name + ".fifo";
            case 5 -> "topic:" + name;
            case 6 -> "event-bus:" + name + "/" + name;
            case 7 -> "custom:" + name;
            case 8 -> "arn:aws:lambda" + placed + "function:" + name + ":" + name();
            case 9 -> "arn:aws:sqs" + placed + name;
            case 10 -> "arn:aws:sns" + placed + name;
            case 11 -> "arn:aws:events" + placed + "event-bus/" + name;
            default -> "arn:aws:s3:::bucket." + name.length();
        };
    }

    private String name() {
        return random.ints(1 + random.nextInt(random.nextInt(20) == 0 ? 140 : 12), 0, 9)
                .collect(StringBuilder::new, (text, i) -> text.append(ALPHABET.charAt(i)), StringBuilder::append)
                .toString();
    }

    private String joined(int parts) {
        StringBuilder text = new StringBuilder(part());
        for (int i = 1; i < parts; i++) {
            text.append(':').append(part());
        }
        return text.toString();
    }

    private String part() {
        return PARTS.get(random.nextInt(PARTS.size()));
    }

    private String noise(int maxLength) {
        int length = random.nextInt(maxLength + 1);
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return text.toString();
    }

    private String mutated(String text) {
        int at = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), at + random.nextInt(4));
        return switch (random.nextInt(6)) {
            case 0 -> text.substring(0, at) + noise(2) + text.substring(at);
            case 1 -> text.substring(0, at) + text.substring(to);
            case 2 -> text.substring(0, at) + text.substring(at, to).repeat(2) + text.substring(to);
            case 3 -> text.substring(0, at) + ":" + part() + text.substring(at);
            case 4 -> text.substring(0, at) + part().repeat(random.nextInt(40)) + text.substring(at);
            default -> text;
        };
    }
}
