package io.faas4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What depends on a submitted invocation may take long, and invoke again. */
class SubmitDependantsTest {

    private final TestFaas faas = TestFaas.create();

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    void dependant_may_invoke_the_same_function() {
        FunctionHandle<String, String> echo =
                faas.deploy(FunctionDefinition.of("echo", String.class, String.class, (event, context) -> event));
        CountDownLatch ended = new CountDownLatch(1);

        CompletionStage<String> both = echo.submit("a").thenApply(first -> {
            InvocationResult<String> second = Threads.get(echo.submit("b"));
            ended.countDown();
            return first.payload() + second.payload();
        });

        Threads.await(ended);
        assertThat(Threads.get(both)).isEqualTo("ab");
    }

    @Test
    void dependant_of_a_timed_out_invocation_does_not_hold_up_other_deadlines() {
        CountDownLatch running = new CountDownLatch(2);
        FunctionHandle<String, String> hangs =
                faas.deploy(FunctionDefinition.of("hangs", String.class, String.class, (event, context) -> {
                    running.countDown();
                    Thread.sleep(Long.MAX_VALUE);
                    return "never";
                }));
        CountDownLatch bothTimedOut = new CountDownLatch(1);
        CompletionStage<String> first = hangs.submit("").thenApply(result -> {
            Threads.await(bothTimedOut);
            return "first";
        });
        CompletionStage<InvocationResult<String>> second = hangs.submit("");
        Threads.await(running);

        faas.advance(Duration.ofSeconds(3));
        assertThat(Threads.get(second).error()).isPresent();
        bothTimedOut.countDown();

        assertThat(Threads.get(first)).isEqualTo("first");
    }
}
