package io.faas4j.testkit.handler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import io.faas4j.function.LogLevel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A handler is called with a context that the test has made. */
class TestContextTest {

    private static final Handler<String, String> GREET = (name, context) -> {
        context.logger().log("greeting " + name);
        return context.remainingTime().toSeconds() > 1 ? "Hello, " + name : "Hi";
    };

    @Test
    void a_handler_is_called_and_its_lines_are_kept() throws Exception {
        TestContext context = TestContext.create("greet");

        assertThat(GREET.handle("Ada", context)).isEqualTo("Hello, Ada");
        assertThat(context.lines()).containsExactly("greeting Ada");
    }

    @Test
    void time_passes_when_the_test_lets_it() throws Exception {
        TestContext context =
                TestContext.of("greet").timeout(Duration.ofSeconds(10)).build();
        assertThat(context.deadline()).isEqualTo(Instant.parse("2026-01-01T00:00:10Z"));

        context.advance(Duration.ofSeconds(9));

        assertThat(GREET.handle("Ada", context)).isEqualTo("Hi");
        assertThat(context.isCancelled()).isFalse();
        context.advance(Duration.ofSeconds(1));
        assertThat(context.remainingTime()).isZero();
        assertThat(context.isCancelled()).isTrue();
    }

    @Test
    void without_more_said_it_is_that_of_a_functions_first_attempt() {
        Context context = TestContext.create("greet:live");

        assertThat(context.functionName()).isEqualTo("greet");
        assertThat(context.functionVersion()).isEqualTo("$LATEST");
        assertThat(context.invokedFunction()).hasToString("greet:live");
        assertThat(context.invokedFunctionArn()).endsWith(":function:greet:live");
        assertThat(context.attempt()).isEqualTo(1);
        assertThat(context.remainingTime()).isEqualTo(Duration.ofSeconds(3));
        assertThat(context.memoryLimitInMb()).isEqualTo(128);
        assertThat(context.tenantId()).isEmpty();
        assertThat(context.clientContext()).isEmpty();
        assertThat(context.logGroupName()).isEqualTo("/aws/lambda/greet");
        assertThat(context.logStreamName()).startsWith("2026/01/01/[$LATEST]0");
        assertThat(context.environment()).containsEntry("AWS_LAMBDA_FUNCTION_NAME", "greet");
    }

    @Test
    void all_of_it_can_be_said() {
        Context context = TestContext.of("greet")
                .version("7")
                .requestId(new UUID(1, 2))
                .attempt(3)
                .memoryInMb(256)
                .tenantId("blue")
                .environment("TABLE", "orders")
                .build();

        assertThat(context.functionVersion()).isEqualTo("7");
        assertThat(context.requestId()).isEqualTo(new UUID(1, 2));
        assertThat(context.attempt()).isEqualTo(3);
        assertThat(context.tenantId()).hasValue("blue");
        assertThat(context.environment())
                .containsEntry("TABLE", "orders")
                .containsEntry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256");
    }

    @Test
    void a_handler_that_exits_or_is_cancelled_is_seen() {
        TestContext context = TestContext.create("greet");

        assertThat(context.exit(3)).hasMessage("exit status 3");
        context.cancel();
        context.logger().log("late", LogLevel.WARN);

        assertThat(context.exitStatus()).hasValue(3);
        assertThat(context.isCancelled()).isTrue();
        assertThat(context.lines()).containsExactly("late");
    }

    @Test
    void the_temporary_directory_is_made_when_asked_for_and_gone_once_the_context_is_closed() throws Exception {
        Path folder;
        try (TestContext context = TestContext.create("greet")) {
            folder = context.temporaryDirectory();
            Files.writeString(folder.resolve("note"), "a");
            assertThat(context.temporaryDirectory()).isEqualTo(folder);
        }

        assertThat(folder).doesNotExist();
    }

    @Test
    void what_cannot_be_is_refused_with_its_range() {
        TestContextBuilder builder = TestContext.of("greet");

        assertThatThrownBy(() -> builder.timeout(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeout must be over 0 and at most 15 minutes, was PT0S");
        assertThatThrownBy(() -> builder.attempt(0)).hasMessage("attempt must be 1 or more, was 0");
        assertThatThrownBy(() -> builder.memoryInMb(64)).hasMessage("memoryInMb must be 128 to 10240, was 64");
        assertThatThrownBy(() -> builder.build().exit(256)).hasMessage("status must be 0 to 255, was 256");
        assertThatThrownBy(() -> builder.build().advance(Duration.ofNanos(-1))).hasMessageContaining("cannot go back");
    }
}
