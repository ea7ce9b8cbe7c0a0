package io.faas4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.InvalidRequestContentException;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.runtime.time.VirtualTime;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes come in: a response with JSON in it, or the documented error. */
@Tag("slow")
class PayloadBoundaryFuzzTest {

    private static final long MILLIS = 6_000;
    private static final String[] NAMES = {"id", "amount", "at", "lines", "note", "parent", "\\u0069d", "", "\\ud800"};
    private static final String[] TEXTS = {
        "",
        "a",
        "\u00e9\u4e16",
        "\\u0000",
        "\\ud83d\\ude00",
        "\\ud800",
        "2026-01-01T00:00:00Z",
        "NaN",
        "1e9",
        "\\\\\\\""
    };
    private static final String[] NUMBERS = {
        "0", "-0", "1", "9223372036854775808", "1e400", "-1E-400", "1e999999999", "0.1", "01", "1.", "--1", "0x10"
    };

    record Order(
            int id,
            BigDecimal amount,
            Instant at,
            List<Line> lines,
            Optional<String> note,
            Map<String, Object> parent) {}

    record Line(String sku, double price, long count) {}

    private final FunctionRuntime runtime = new FunctionRuntime(
            RuntimeSettings.builder().time(VirtualTime.create()).build());

    @BeforeEach
    void deploy() {
        runtime.functions()
                .deploy(FunctionDefinition.builder("record", Order.class, Order.class)
                        .handler((event, context) -> event)
                        .build());
        runtime.functions()
                .deploy(FunctionDefinition.builder(
                                "map", new TypeRef<Map<String, Object>>() {}, new TypeRef<Map<String, Object>>() {})
                        .handler((event, context) -> event)
                        .build());
        runtime.functions()
                .deploy(FunctionDefinition.builder("stream", byte[].class, byte[].class)
                        .streamHandler((input, output, context) -> input.transferTo(output))
                        .build());
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"record", "map", "stream"})
    void any_bytes_give_a_response_or_a_documented_error(String function) {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        long end = System.nanoTime() + MILLIS * 1_000_000;
        int answered = 0;
        int refused = 0;
        for (int run = 0; System.nanoTime() - end < 0; run++) {
            byte[] payload = payload(random);
            try {
                InvocationResponse response = runtime.invoke(InvocationRequest.of(function, payload));
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.payload()).isNotNull();
                answered++;
            } catch (InvalidRequestContentException documented) {
                refused++;
            } catch (RuntimeException | Error wrong) {
                throw failure(seed, run, payload, wrong);
            }
        }
        assertThat(answered).isPositive();
        assertThat(refused).isPositive();
        assertThat(runtime.concurrentExecutions()).isZero();
    }

    private static AssertionError failure(long seed, int run, byte[] payload, Throwable wrong) {
        String shown = new String(Arrays.copyOf(payload, Math.min(300, payload.length)), StandardCharsets.ISO_8859_1);
        return new AssertionError("seed %d, run %d, %d bytes: %s".formatted(seed, run, payload.length, shown), wrong);
    }

    // ---- payloads --------------------------------------------------------------------------------------------------

    private static byte[] payload(SplittableRandom random) {
        int kind = random.nextInt(20);
        if (kind == 0) {
            byte[] noise = new byte[random.nextInt(64)];
            random.nextBytes(noise);
            return noise;
        }
        if (kind == 1) {
            return nested(random).getBytes(StandardCharsets.UTF_8);
        }
        if (kind == 2) {
            return "9".repeat(1 + random.nextInt(3_000)).getBytes(StandardCharsets.UTF_8);
        }
        StringBuilder text = new StringBuilder();
        if (random.nextInt(3) == 0) {
            value(random, text, 0);
        } else {
            object(random, text, 0);
        }
        byte[] json = text.toString()
                .getBytes(
                        kind == 3
                                ? StandardCharsets.UTF_16LE
                                : kind == 4 ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8);
        return switch (kind) {
            case 5, 6 -> Arrays.copyOf(json, random.nextInt(json.length + 1));
            case 7, 8, 9 -> mutated(json, random);
            case 10 -> twice(json);
            default -> json;
        };
    }

    private static String nested(SplittableRandom random) {
        int depth = random.nextInt(1, 200_000);
        String open = random.nextBoolean() ? "[" : "{\"parent\":";
        return open.repeat(depth) + (random.nextBoolean() ? "1" + (open.equals("[") ? "]" : "}").repeat(depth) : "");
    }

    private static byte[] mutated(byte[] json, SplittableRandom random) {
        byte[] changed = json.clone();
        for (int i = random.nextInt(1, 4); i > 0 && changed.length > 0; i--) {
            changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
        }
        return changed;
    }

    private static byte[] twice(byte[] json) {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(json);
        both.writeBytes(json);
        return both.toByteArray();
    }

    private static void value(SplittableRandom random, StringBuilder text, int depth) {
        int kind = random.nextInt(depth > 4 ? 4 : 6);
        switch (kind) {
            case 0 -> text.append(pick(random, NUMBERS));
            case 1, 2 -> text.append('"').append(pick(random, TEXTS)).append('"');
            case 3 -> text.append(pick(random, "true", "false", "null", "NaN", "nul"));
            case 4 -> object(random, text, depth);
            default -> {
                text.append('[');
                for (int i = random.nextInt(4); i > 0; i--) {
                    value(random, text, depth + 1);
                    text.append(i > 1 ? "," : "");
                }
                text.append(']');
            }
        }
    }

    private static void object(SplittableRandom random, StringBuilder text, int depth) {
        text.append('{');
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append('"').append(pick(random, NAMES)).append("\":");
            value(random, text, depth + 1);
            text.append(i > 1 ? "," : "");
        }
        text.append('}');
    }

    private static String pick(SplittableRandom random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
