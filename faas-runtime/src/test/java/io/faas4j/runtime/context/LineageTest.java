package io.faas4j.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.rules.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Chains of invocations in trace headers. */
class LineageTest {

    private static CallChain chain(String... functions) {
        return new CallChain(List.of(functions));
    }

    @Test
    @Rule("REC-3")
    void a_chain_is_written_by_function_and_read_again() {
        String header = Lineage.header(null, chain("ship", "bill", "ship"));

        assertThat(header).isEqualTo("Lineage=ship:2|bill:1");
        assertThat(Lineage.of("Lineage=ship:2|bill:1").times("ship")).isEqualTo(2);
        assertThat(Lineage.of("Lineage=ship:2|bill:1").times("bill")).isEqualTo(1);
        assertThat(Lineage.of("Lineage=ship:2|bill:1").times("other")).isZero();
    }

    @Test
    void it_stands_beside_what_else_is_in_the_header_and_replaces_an_older_one() {
        assertThat(Lineage.header("Root=1;Lineage=old:9;Sampled=0", chain("ship")))
                .isEqualTo("Root=1;Sampled=0;Lineage=ship:1");
        assertThat(Lineage.header("Lineage=old:9", chain("ship"))).isEqualTo("Lineage=ship:1");
        assertThat(Lineage.header("Root=1;Lineage=old:9", CallChain.NONE)).isEqualTo("Root=1;Lineage=old:9");
        assertThat(Lineage.header(null, CallChain.NONE)).isNull();
    }

    @Test
    void it_can_be_left_out() {
        assertThat(Lineage.without("Root=1;Lineage=old:9;Sampled=0")).isEqualTo("Root=1;Sampled=0");
        assertThat(Lineage.without("Lineage=old:9")).isNull();
        assertThat(Lineage.without("Root=1")).isEqualTo("Root=1");
        assertThat(Lineage.without(null)).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";;",
                "Root=1-a",
                "Lineage=",
                "Lineage=ship",
                "Lineage=:3",
                "Lineage=ship:",
                "Lineage=ship:-1",
                "Lineage=ship:x",
                "Lineage=ship:99999999999",
                "Lineage=|||"
            })
    void what_is_no_chain_is_left_out(String header) {
        assertThat(Lineage.of(header)).isEqualTo(CallChain.NONE);
    }

    @Test
    void a_chain_that_somebody_made_up_is_bounded() {
        assertThat(Lineage.of("Lineage=ship:2000000000").times("ship")).isEqualTo(16);
        assertThat(Lineage.of("Lineage=" + "f:16|".repeat(100_000)).functions()).hasSizeLessThanOrEqualTo(64 * 16);
    }

    @Test
    void of_two_chains_each_function_counts_as_often_as_in_that_which_has_it_more_often() {
        CallChain both = chain("ship", "ship", "bill").union(chain("bill", "bill", "ship", "pack"));

        assertThat(both.times("ship")).isEqualTo(2);
        assertThat(both.times("bill")).isEqualTo(2);
        assertThat(both.times("pack")).isEqualTo(1);
        assertThat(chain("ship").union(CallChain.NONE)).isEqualTo(chain("ship"));
        assertThat(CallChain.NONE.union(chain("ship"))).isEqualTo(chain("ship"));
    }
}
