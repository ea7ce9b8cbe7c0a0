package io.faas4j.runtime.concurrency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.TooManyRequestsException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Idle contexts keep their places until somebody needs them. */
class ScarcityTest {

    private final AtomicInteger reclaims = new AtomicInteger();
    private final RuntimeConcurrency runtime = new RuntimeConcurrency(10, 0, reclaims::incrementAndGet);
    private final FunctionConcurrency function = new FunctionConcurrency("fn", runtime, () -> {});
    private final FunctionConcurrency other = new FunctionConcurrency("other", runtime, () -> {});

    @Test
    void places_set_aside_while_enough_are_free_are_taken_from_nobody() {
        function.acquire();

        other.claim(4, () -> {});
        other.reserve(9);

        assertThat(reclaims).hasValue(0);
        assertThat(function.isScarce()).isFalse();
    }

    @Test
    void places_set_aside_that_are_taken_are_reclaimed() {
        function.acquire();

        other.reserve(10);

        assertThat(reclaims).hasValue(1);
        assertThat(function.isScarce()).isTrue();
    }

    @Test
    void a_reserved_function_keeps_its_places_while_unreserved_ones_are_scarce() {
        function.reserve(5);
        runtime.relax();
        function.relax(1);
        for (int i = 0; i < 5; i++) {
            other.acquire();
        }

        assertThatThrownBy(other::acquire).isInstanceOf(TooManyRequestsException.class);

        assertThat(other.isScarce()).isTrue();
        assertThat(function.isScarce()).isFalse();
    }
}
