package io.faas4j.functions.concurrency;

import static io.faas4j.functions.Gate.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faas4j.Faas;
import io.faas4j.error.TooManyRequestsException;
import io.faas4j.error.ValidationException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.functions.Gate;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.RuntimeSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How many invocations, new contexts and changes there may be in a time; each rate is off unless set. */
class InvocationRateTest {

    private final List<TestFaas> opened = new ArrayList<>();
    private final Gate gate = new Gate("done");

    @AfterEach
    void close() {
        opened.forEach(TestFaas::close);
    }

    private TestFaas with(int concurrency, Consumer<RuntimeSettings.Builder> rates) {
        TestFaas made = TestFaas.with(
                builder -> builder.concurrency(concurrency).unreservedMinimum(0).configure(rates));
        opened.add(made);
        return made;
    }

    private record Refused(String reason, String function, int limit, OptionalInt retryAfterSeconds) {
        static Refused of(ThrowingCallable call) {
            TooManyRequestsException thrown = catchThrowableOfType(TooManyRequestsException.class, call);
            assertThat(thrown).as("a throttle").isNotNull();
            assertThat(thrown).hasMessage("Rate Exceeded.");
            return new Refused(
                    thrown.reason().wireName(), thrown.function(), thrown.limit(), thrown.retryAfterSeconds());
        }
    }

    private static int invokeUntilThrottled(Faas faas, String function) {
        int served = 0;
        while (true) {
            try {
                faas.invoke(function, "event", String.class);
                served++;
            } catch (TooManyRequestsException throttle) {
                return served;
            }
        }
    }

    // ---- requests --------------------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-19")
    void each_unit_of_unreserved_concurrency_allows_so_many_invocations_a_second() {
        TestFaas faas = with(3, settings -> settings.requestRatePerConcurrency(10));
        faas.faas().deploy(answering("a", ""));
        faas.faas().deploy(answering("b", ""));

        int served = 0;
        for (int i = 0; i < 30; i++) {
            faas.faas().invoke(i % 2 == 0 ? "a" : "b", "event", String.class);
            served++;
        }

        assertThat(served).isEqualTo(30);
        assertThat(Refused.of(() -> faas.faas().invoke("a", "event", String.class)))
                .isEqualTo(new Refused("FunctionInvocationRateLimitExceeded", "a", 30, OptionalInt.of(1)));
        faas.advanceMillis(100);
        assertThat(invokeUntilThrottled(faas.faas(), "b")).isEqualTo(3);
        faas.advance(Duration.ofMinutes(5));
        assertThat(invokeUntilThrottled(faas.faas(), "b")).isEqualTo(30);
    }

    @Test
    @Rule("CONC-19")
    void a_reservation_has_a_rate_of_its_own_and_leaves_the_rest_to_others() {
        TestFaas faas = with(3, settings -> settings.requestRatePerConcurrency(10));
        faas.faas().deploy(answering("mine", ""));
        faas.faas().deploy(answering("other", ""));
        faas.faas().functions().putConcurrency("mine", 1);

        assertThat(invokeUntilThrottled(faas.faas(), "mine")).isEqualTo(10);
        assertThat(invokeUntilThrottled(faas.faas(), "other")).isEqualTo(20);

        assertThat(Refused.of(() -> faas.faas().invoke("mine", "event", String.class)))
                .isEqualTo(new Refused("ReservedFunctionInvocationRateLimitExceeded", "mine", 10, OptionalInt.of(1)));
        faas.faas().functions().putConcurrency("mine", 2);
        assertThat(invokeUntilThrottled(faas.faas(), "mine")).isZero();
        faas.advanceMillis(500);
        assertThat(invokeUntilThrottled(faas.faas(), "mine")).isEqualTo(10);
        assertThat(invokeUntilThrottled(faas.faas(), "other")).isEqualTo(5);
    }

    @Test
    @Rule("CONC-19")
    void a_reservation_of_zero_is_still_a_limit_of_concurrency() {
        TestFaas faas = with(3, settings -> settings.requestRatePerConcurrency(10));
        faas.faas().deploy(answering("blocked", ""));
        faas.faas().functions().putConcurrency("blocked", 0);

        assertThat(Refused.of(() -> faas.faas().invoke("blocked", "event", String.class)))
                .isEqualTo(new Refused(
                        "ReservedFunctionConcurrentInvocationLimitExceeded", "blocked", 0, OptionalInt.empty()));
    }

    @Test
    void without_a_rate_nothing_is_counted() {
        TestFaas faas = with(1, settings -> {});
        faas.faas().deploy(answering("a", ""));

        for (int i = 0; i < 1_000; i++) {
            assertThat(faas.faas().invoke("a", "event", String.class)).isEmpty();
        }
    }

    // ---- scaling ---------------------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-19")
    void a_function_makes_no_more_contexts_than_its_scaling_rate_allows() {
        TestFaas faas = with(10, settings -> settings.scalingRate(2, Duration.ofSeconds(10)));
        faas.faas().deploy(gate.as("fn"));
        faas.faas().deploy(gate.as("other"));
        Gate.Held first = gate.hold(faas.faas(), "fn");
        Gate.Held second = gate.hold(faas.faas(), "fn");

        assertThat(Refused.of(() -> faas.faas().invoke("fn", "event", String.class)))
                .isEqualTo(new Refused("FunctionInvocationRateLimitExceeded", "fn", 2, OptionalInt.of(5)));

        assertThat(faas.faas().invoke("other", "event", String.class)).isEqualTo("done");
        first.letGo();
        assertThat(faas.faas().invoke("fn", "event", String.class)).isEqualTo("done");
        second.letGo();
    }

    @Test
    void new_contexts_are_allowed_again_as_time_passes() {
        TestFaas faas = with(10, settings -> settings.scalingRate(2, Duration.ofSeconds(2)));
        faas.faas().deploy(gate.as("fn"));
        List<Gate.Held> running = new ArrayList<>();
        running.add(gate.hold(faas.faas(), "fn"));
        running.add(gate.hold(faas.faas(), "fn"));

        faas.advanceMillis(999);
        assertThat(Refused.of(() -> faas.faas().invoke("fn", "event", String.class))
                        .retryAfterSeconds())
                .hasValue(1);
        faas.advanceMillis(1);

        running.add(gate.hold(faas.faas(), "fn"));
        running.forEach(Gate.Held::letGo);
    }

    @Test
    void a_throttle_by_the_scaling_rate_takes_no_concurrency() {
        TestFaas faas = with(2, settings -> settings.scalingRate(1, Duration.ofSeconds(10)));
        faas.faas().deploy(gate.as("fn"));
        faas.faas().deploy(gate.as("other"));
        faas.faas().functions().putConcurrency("fn", 2);
        Gate.Held running = gate.hold(faas.faas(), "fn");

        assertThat(Refused.of(() -> faas.faas().invoke("fn", "event", String.class))
                        .reason())
                .isEqualTo("ReservedFunctionInvocationRateLimitExceeded");

        faas.faas().functions().deleteConcurrency("fn");
        assertThat(faas.faas().invoke("other", "event", String.class)).isEqualTo("done");
        running.letGo();
    }

    // ---- changes ---------------------------------------------------------------------------------------------------

    @Test
    @Rule("CONC-19")
    void functions_are_changed_no_more_often_than_the_caller_rate_allows() {
        TestFaas faas = with(2, settings -> settings.callerRate(2, Duration.ofSeconds(30)));
        faas.faas().functions().deployAndPublish(answering("a", "1"));
        faas.faas().deploy(answering("a", "2"));

        assertThat(Refused.of(() -> faas.faas().deploy(answering("a", "3"))))
                .isEqualTo(new Refused("CallerRateLimitExceeded", "", 2, OptionalInt.of(15)));

        assertThat(faas.faas().invoke("a", "event", String.class)).isEqualTo("2");
        faas.advance(Duration.ofSeconds(15));
        faas.faas().deploy(answering("a", "3"));
        assertThat(faas.faas().invoke("a", "event", String.class)).isEqualTo("3");
    }

    // ---- settings --------------------------------------------------------------------------------------------------

    @Test
    void a_rate_names_what_is_wrong_with_it() {
        RuntimeSettings.Builder settings = RuntimeSettings.builder();

        assertThatThrownBy(() -> settings.scalingRate(0, Duration.ofSeconds(10)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("'0' at 'scalingRate'")
                .hasMessageContaining("greater than or equal to 1");
        assertThatThrownBy(() -> settings.callerRate(1, Duration.ZERO))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("'callerRate'");
        assertThatThrownBy(() -> settings.callerRate(1_000_000, Duration.ofDays(1)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("less than or equal to 106751 in a time of PT24H");
        assertThatThrownBy(() -> settings.callerRate(1, Duration.ofDays(2)))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("less than or equal to PT24H");
        assertThatThrownBy(() -> settings.requestRatePerConcurrency(0))
                .isInstanceOf(ValidationException.class)
                .hasMessageContaining("'requestRatePerConcurrency'");
    }
}
