package io.faas4j.function;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.rules.Rule;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Whatever text comes in: a value, or the documented refusal. */
@Rule({"ID-1", "ID-4", "ID-5", "ID-10"})
class FunctionRefPropertyTest {

    private static final int TEXTS = 100_000;

    private static final List<String> PARTS = List.of(
            "arn",
            "aws",
            "aws-cn",
            "lambda",
            "s3",
            "local-1",
            "eu-west-1",
            "us-gov-east-1",
            "000000000000",
            "123456789012",
            "12345678901",
            "function",
            "my-fn",
            "f",
            "1",
            "007",
            "live",
            "$LATEST",
            "$latest",
            "$LATEST.PUBLISHED",
            "$LATES",
            "",
            "-",
            "_",
            "2024-01-02");

    private static final String ALPHABET = "abzAZ019-_$.: \n\t/\u00e4\u0660\u2028\ud83d\ude00\0";

    private final SplittableRandom random = new SplittableRandom(20_260_101);

    @Test
    void every_text_is_read_or_refused_and_what_was_read_prints_as_what_reads_the_same() {
        int read = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = text();

            FunctionRef ref = parse(text, null);

            if (ref != null) {
                read++;
                assertReadsTheSame(ref);
            }
        }
        // Both ways were taken often enough to mean something.
        assertThat(read).isBetween(TEXTS / 10, TEXTS * 9 / 10);
    }

    @Test
    void every_text_with_every_qualifier_is_read_or_refused() {
        int read = 0;
        for (int i = 0; i < TEXTS; i++) {
            String text = text();
            String qualifier = random.nextInt(4) == 0 ? noise(140) : mutated(part());

            FunctionRef ref = parse(text, qualifier);

            if (ref != null) {
                read++;
                require(ref.qualifier().orElseThrow().text().equals(qualifier), ref.toString());
                assertReadsTheSame(ref);
            }
        }
        assertThat(read).isBetween(TEXTS / 100, TEXTS * 9 / 10);
    }

    private static @Nullable FunctionRef parse(String text, @Nullable String qualifier) {
        try {
            return qualifier == null ? FunctionRef.parse(text) : FunctionRef.of(text, qualifier);
        } catch (ValidationException refused) {
            for (String violation : refused.violations()) {
                require(violation.contains("at 'functionName'") || violation.contains("at 'qualifier'"), violation);
            }
            return null;
        } catch (InvalidParameterValueException refused) {
            require(qualifier != null, text);
            return null;
        }
    }

    private static void assertReadsTheSame(FunctionRef ref) {
        String printed = ref.toString();
        if (canBeWritten(printed, ref)) {
            FunctionRef read = FunctionRef.parse(printed);
            require(read.equals(ref) && read.hashCode() == ref.hashCode(), printed);
        }
        String arn = ref.arn(ArnScope.DEFAULT);
        if (canBeWritten(arn, ref)) {
            FunctionRef read = FunctionRef.parse(arn);
            require(read.name().equals(ref.name()) && read.qualifier().equals(ref.qualifier()), arn);
            require(read.toString().equals(arn), arn);
        }
    }

    /** Cheaper than an assertion object for each of some million checks. */
    private static void require(boolean holds, String shownOtherwise) {
        if (!holds) {
            fail("does not hold for: " + shownOtherwise);
        }
    }

    /** A qualifier such as {@code $latest} can be given apart and not after a name (rule ID-2); a text has a limit. */
    private static boolean canBeWritten(String text, FunctionRef ref) {
        String qualifier = ref.qualifier().map(Qualifier::text).orElse("");
        boolean isSpecial = qualifier.equals("$LATEST") || qualifier.equals("$LATEST.PUBLISHED");
        return text.length() <= 256 && (isSpecial || !qualifier.contains("$"));
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
        String form = switch (random.nextInt(4)) {
            case 0 -> name;
            case 1 -> "function:" + name;
            case 2 -> "123456789012:function:" + name;
            default -> "arn:aws:lambda:eu-west-1:123456789012:function:" + name;
        };
        return switch (random.nextInt(4)) {
            case 0 -> form;
            case 1 -> form + ":$LATEST";
            case 2 -> form + ":" + (1 + random.nextInt(100));
            default -> form + ":" + name();
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
