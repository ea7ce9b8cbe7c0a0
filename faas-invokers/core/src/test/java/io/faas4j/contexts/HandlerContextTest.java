package io.faas4j.contexts;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.ArnScope;
import io.faas4j.function.Context;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.InitializationType;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationResponse;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandlerContextTest {

    private final TestFaas faas = TestFaas.create();
    private final AtomicReference<Context> seen = new AtomicReference<>();

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    @Rule("CTX-16")
    void context_says_what_lambdas_says() {
        FunctionHandle<String, String> function = faas.deploy(
                echo().configure(settings -> settings.memoryInMb(256).environment("STAGE", "test")));

        InvocationResult<String> result = function.call("");

        Context context = seen.get();
        assertThat(context.requestId()).isEqualTo(result.requestId());
        assertThat(context.functionName()).isEqualTo("f");
        assertThat(context.functionVersion()).isEqualTo("$LATEST");
        assertThat(context.memoryLimitInMb()).isEqualTo(256);
        assertThat(context.logGroupName()).isEqualTo("/aws/lambda/f");
        assertThat(context.logStreamName()).matches("2026/01/01/\\[\\$LATEST\\][0-9a-f]{32}");
        assertThat(context.clientContext()).isEmpty();
        assertThat(context.attempt()).isEqualTo(1);
        assertThat(context.temporaryDirectory()).isDirectory();
        assertThat(context.logger()).isNotNull();
        assertThat(context.environment())
                .containsEntry("STAGE", "test")
                .containsEntry("AWS_LAMBDA_FUNCTION_NAME", "f")
                .containsEntry("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
                .containsEntry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256")
                .containsEntry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/f")
                .containsEntry("AWS_LAMBDA_LOG_STREAM_NAME", context.logStreamName())
                .containsEntry("AWS_REGION", "local-1");
    }

    @Test
    @Rule({"CTX-14", "CTX-15"})
    void context_made_for_an_invocation_is_initialized_on_demand() {
        AtomicReference<InitializationType> type = new AtomicReference<>();
        AtomicReference<String> variable = new AtomicReference<>();
        FunctionHandle<String, String> function = faas.deploy(
                FunctionDefinition.builder("f", String.class, String.class).handlerFactory(init -> {
                    type.set(init.initializationType());
                    variable.set(init.environment().get("AWS_LAMBDA_INITIALIZATION_TYPE"));
                    return (event, context) -> context.environment().get("AWS_LAMBDA_INITIALIZATION_TYPE");
                }));
        assertThat(type).hasValue(null);

        assertThat(function.invoke("")).isEqualTo("on-demand");
        assertThat(function.invoke("")).isEqualTo("on-demand");
        assertThat(type).hasValue(InitializationType.ON_DEMAND);
        assertThat(variable).hasValue("on-demand");
    }

    @Test
    @Rule("CTX-17")
    void request_id_is_a_lower_case_uuid_that_the_caller_sees_too() {
        faas.deploy(FunctionDefinition.of(
                "f",
                String.class,
                String.class,
                (event, context) -> context.requestId().toString()));

        InvocationResponse response = faas.faas().invoke(InvocationRequest.of("f", "\"\""));

        assertThat(response.payloadAsText())
                .isEqualTo("\"" + response.requestId() + "\"")
                .matches("\"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}\"");
    }

    @Test
    @Rule("CTX-17")
    void no_two_invocations_have_the_same_request_id() {
        FunctionHandle<String, String> one = faas.deploy(echo());
        FunctionHandle<String, String> other =
                faas.deploy(FunctionDefinition.of("g", String.class, String.class, (event, context) -> event));
        Set<UUID> ids = new HashSet<>();

        for (int i = 0; i < 5_000; i++) {
            ids.add(one.call("").requestId());
            ids.add(other.call("").requestId());
        }

        assertThat(ids).hasSize(10_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":$LATEST", ":1", ":live"})
    @Rule({"CTX-18", "LIB-7"})
    void invoked_arn_is_exactly_what_was_addressed_by_name_or_by_arn(String suffix) {
        faas.deploy(echo());
        faas.faas().publish("f");
        faas.faas().alias("f", AliasSpec.of("live").version("1"));
        String arn = "arn:aws:lambda:local-1:000000000000:function:f" + suffix;

        for (String addressed :
                new String[] {"f" + suffix, "function:f" + suffix, "000000000000:function:f" + suffix, arn}) {
            faas.faas().invoke(addressed, "", String.class);
            assertThat(seen.get().invokedFunctionArn()).isEqualTo(arn);
        }
    }

    @Test
    @Rule("LIB-7")
    void partition_region_and_account_are_configuration() {
        try (TestFaas elsewhere = TestFaas.with(builder -> builder.configure(
                settings -> settings.arnScope(new ArnScope("aws-cn", "cn-north-1", "123456789012"))))) {
            elsewhere.deploy(echo());
            elsewhere.faas().invoke("f", "", String.class);

            assertThat(seen.get().invokedFunctionArn())
                    .isEqualTo("arn:aws-cn:lambda:cn-north-1:123456789012:function:f");
            assertThat(seen.get().environment()).containsEntry("AWS_REGION", "cn-north-1");
            elsewhere.faas().invoke("arn:aws-cn:lambda:cn-north-1:123456789012:function:f", "", String.class);
        }
    }

    @Test
    @Rule({"CTX-19", "COMMON-1"})
    void remaining_time_is_the_deadline_minus_now_and_goes_below_zero() {
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> {
                    String times = "" + context.remainingTime();
                    faas.advanceMillis(1_000);
                    times += " " + context.remainingTime() + " " + context.deadline();
                    return times;
                }));
        faas.deploy(FunctionDefinition.of("late", String.class, String.class, (event, context) -> {
            seen.set(context);
            faas.advanceMillis(4_000);
            return "";
        }));

        assertThat(function.invoke("")).isEqualTo("PT3S PT2S 2026-01-01T00:00:03Z");
        faas.faas().call("late", "", String.class);
        assertThat(seen.get().remainingTime()).isEqualTo(Duration.ofSeconds(-1));
        assertThat(seen.get().deadline()).isEqualTo(Instant.parse("2026-01-01T00:00:04Z"));
    }

    @Test
    @Rule("CTX-21")
    void interrupted_flag_of_a_contexts_own_thread_is_cleared_after_each_invocation() {
        FunctionHandle<String, Boolean> function =
                faas.deploy(FunctionDefinition.builder("f", String.class, Boolean.class)
                        .executionMode(ExecutionMode.WORKER)
                        .handler((event, context) -> {
                            boolean was = Thread.currentThread().isInterrupted();
                            Thread.currentThread().interrupt();
                            return was;
                        }));

        assertThat(function.invoke("")).isFalse();
        assertThat(function.invoke("")).isFalse();
    }

    @Test
    @Rule({"CTX-1", "CTX-5"})
    void thread_locals_stay_with_their_context_in_worker_mode() {
        ThreadLocal<String> local = new ThreadLocal<>();
        local.set("the caller's");
        FunctionDefinition.Builder<String, String> one = FunctionDefinition.builder("one", String.class, String.class);
        FunctionDefinition.Builder<String, String> two = FunctionDefinition.builder("two", String.class, String.class);
        FunctionHandle<String, String> first = faas.deploy(exchanging(one, local));
        FunctionHandle<String, String> second = faas.deploy(exchanging(two, local));

        assertThat(first.invoke("a")).isEqualTo("null");
        assertThat(second.invoke("b")).isEqualTo("null");
        assertThat(first.invoke("c")).isEqualTo("a");
        assertThat(second.invoke("d")).isEqualTo("b");
        assertThat(local.get()).isEqualTo("the caller's");
    }

    private static FunctionDefinition<String, String> exchanging(
            FunctionDefinition.Builder<String, String> builder, ThreadLocal<String> local) {
        return builder.executionMode(ExecutionMode.WORKER)
                .handler((event, context) -> {
                    String before = "" + local.get();
                    local.set(event);
                    return before;
                })
                .build();
    }

    @Test
    @Rule("LIB-2")
    void background_thread_of_a_handler_runs_on_after_the_response() {
        AtomicBoolean go = new AtomicBoolean();
        AtomicBoolean ran = new AtomicBoolean();
        FunctionHandle<String, String> function =
                faas.deploy(FunctionDefinition.of("f", String.class, String.class, (event, context) -> {
                    Thread background = new Thread(() -> {
                        Threads.until(go::get);
                        ran.set(true);
                    });
                    background.start();
                    return event;
                }));
        function.invoke("");

        go.set(true);

        Threads.until(ran::get);
        assertThat(faas.faas().leakedContexts()).isZero();
    }

    private FunctionDefinition.Builder<String, String> echo() {
        return FunctionDefinition.builder("f", String.class, String.class).handler((event, context) -> {
            seen.set(context);
            return event;
        });
    }
}
