package io.faas4j.payload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faas4j.fixture.TestFaas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.rules.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RepeatedTypesTest {

    private final TestFaas faas = TestFaas.create();

    @AfterEach
    void close() {
        faas.close();
    }

    record Money(BigDecimal amount) {}

    record Pair(Money first, Money second) {}

    /** Might change, for all that anybody knows: no plain {@link BigDecimal}. */
    private static final class Odd extends BigDecimal {
        private static final long serialVersionUID = 1L;

        Odd() {
            super("2");
        }
    }

    @Test
    @Rule("LIB-5")
    void each_of_two_components_of_one_type_is_looked_at() {
        List<Pair> seen = new ArrayList<>();
        var function = faas.deploy(
                FunctionDefinition.of("pair", Pair.class, Boolean.class, (pair, context) -> seen.add(pair)));
        Pair plain = new Pair(new Money(BigDecimal.ONE), new Money(BigDecimal.TEN));
        Pair odd = new Pair(new Money(BigDecimal.ONE), new Money(new Odd()));

        function.invoke(plain);
        function.invoke(odd);

        assertThat(seen.get(0)).isSameAs(plain);
        assertThat(seen.get(1)).isNotSameAs(odd);
        assertThat(seen.get(1).second().amount()).isExactlyInstanceOf(BigDecimal.class);
    }

    @Test
    @Rule("ERR-1")
    void the_trace_of_an_error_that_a_nested_call_threw_shows_the_calling_handler() {
        faas.deploy(FunctionDefinition.of("inner", String.class, String.class, (event, context) -> {
            throw new IllegalStateException("inner");
        }));
        var outer = faas.deploy(FunctionDefinition.of(
                "outer",
                String.class,
                String.class,
                (event, context) -> faas.faas().invoke("inner", event, String.class)));

        var failure = catchThrowableOfType(FunctionErrorException.class, () -> outer.invoke("a"));

        assertThat(failure.error().stackTrace().orElseThrow()).anyMatch(frame -> frame.contains("RepeatedTypesTest"));
    }
}
