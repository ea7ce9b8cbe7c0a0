package io.faas4j.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Each accepted event is in one state. */
class LedgerTest {

    /** Each state has another number, so that no two can be mixed up. */
    private static final Ledger LEDGER = new Ledger(4095, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 7);

    @Test
    void it_is_balanced_if_the_states_add_up_to_what_was_accepted() {
        long sum = Arrays.stream(EventState.values()).mapToLong(LEDGER::in).sum();

        assertThat(sum).isEqualTo(LEDGER.accepted());
        assertThat(LEDGER.isBalanced()).isTrue();
        assertThat(Ledger.EMPTY.isBalanced()).isTrue();
        assertThat(new Ledger(2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0).isBalanced())
                .isFalse();
    }

    @Test
    void states_are_counted_in_their_order() {
        long expected = 1;
        for (EventState state : EventState.values()) {
            assertThat(LEDGER.in(state)).as(state.name()).isEqualTo(expected);
            expected *= 2;
        }
    }

    @Test
    void what_is_not_over_is_queued_running_waiting_or_being_delivered() {
        long open = Arrays.stream(EventState.values())
                .filter(EventState::isOpen)
                .mapToLong(LEDGER::in)
                .sum();

        assertThat(LEDGER.open()).isEqualTo(open).isEqualTo(15);
    }

    @Test
    void the_ledgers_of_several_functions_add_up() {
        Ledger sum = LEDGER.plus(LEDGER);

        assertThat(sum).isEqualTo(new Ledger(8190, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048, 4096, 14));
        assertThat(LEDGER.plus(Ledger.EMPTY)).isEqualTo(LEDGER);
    }
}
