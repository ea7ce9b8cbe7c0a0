package io.faas4j.mapping.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.faas4j.source.StreamRecord;
import io.faas4j.source.Window;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which window a record belongs to, and when a window is over. */
class TumblingWindowsTest {

    private static final Instant START = Instant.parse("2020-12-09T07:04:00Z");
    private static final Instant END = START.plusSeconds(120);
    private static final Window WINDOW = new Window(START, END);
    private static final StreamRecord EARLY = Batches.record("1", START);
    private static final StreamRecord LATE = Batches.record("2", END.minusMillis(1));
    private static final StreamRecord NEXT = Batches.record("3", END);
    private static final StreamRecord STRAGGLER = Batches.record("4", START.minusSeconds(1));

    private final TumblingWindows windows = new TumblingWindows(Duration.ofMinutes(2));

    @Test
    void windows_begin_at_multiples_of_their_length() {
        assertThat(windows.of(START)).isEqualTo(WINDOW);
        assertThat(windows.of(END.minusNanos(1))).isEqualTo(WINDOW);
        assertThat(windows.of(END)).isEqualTo(new Window(END, END.plusSeconds(120)));
        assertThat(windows.of(Instant.ofEpochSecond(-1)))
                .isEqualTo(new Window(Instant.ofEpochSecond(-120), Instant.EPOCH));
        assertThatIllegalArgumentException().isThrownBy(() -> new TumblingWindows(Duration.ZERO));
    }

    @Test
    void the_first_record_opens_a_window_and_a_batch_ends_at_its_border() {
        WindowStep.Invoke step =
                (WindowStep.Invoke) windows.next(null, List.of(EARLY, STRAGGLER, LATE, NEXT), null, false);

        assertThat(step.window().window()).isEqualTo(WINDOW);
        assertThat(step.window().state()).asString(StandardCharsets.UTF_8).isEqualTo("{}");
        assertThat(step.records()).containsExactly(EARLY, STRAGGLER, LATE);
        assertThat(step.rest()).containsExactly(NEXT);
    }

    @Test
    void a_record_behind_the_border_closes_the_window_and_a_straggler_does_not() {
        OpenWindow open = OpenWindow.begin(WINDOW);

        assertThat(windows.next(open, List.of(NEXT), null, false)).isEqualTo(new WindowStep.Close(open));
        assertThat(windows.next(open, List.of(STRAGGLER, NEXT), null, false))
                .isEqualTo(new WindowStep.Invoke(open, List.of(STRAGGLER), List.of(NEXT)));
    }

    @Test
    void without_records_a_window_is_over_when_the_shard_was_read_to_its_tip_behind_the_border() {
        OpenWindow open = OpenWindow.begin(WINDOW);

        assertThat(windows.next(open, List.of(), END.minusNanos(1), false)).isInstanceOf(WindowStep.Wait.class);
        assertThat(windows.next(open, List.of(), null, false)).isInstanceOf(WindowStep.Wait.class);
        assertThat(windows.next(open, List.of(), END, false)).isEqualTo(new WindowStep.Close(open));
        assertThat(windows.next(open, List.of(), null, true)).isEqualTo(new WindowStep.Close(open));
        assertThat(windows.next(null, List.of(), END, true)).isInstanceOf(WindowStep.Wait.class);
    }

    @Test
    void a_state_of_more_than_1_mb_ends_its_window_early() {
        byte[] largest = state(1_048_576);
        OpenWindow open = OpenWindow.begin(WINDOW).withState(largest);
        OpenWindow over = OpenWindow.begin(WINDOW).withState(state(1_048_577));

        assertThat(open.isTerminatedEarly()).isFalse();
        assertThat(windows.next(open, List.of(EARLY), null, false)).isInstanceOf(WindowStep.Invoke.class);
        assertThat(over.isTerminatedEarly()).isTrue();
        assertThat(windows.next(over, List.of(EARLY), null, false)).isEqualTo(new WindowStep.Close(over));
        assertThat(over.fields(true).isTerminatedEarly()).isTrue();
        assertThat(open.fields(true).isFinalInvoke()).isTrue();
        assertThat(open.fields(true).isTerminatedEarly()).isFalse();
    }

    private static byte[] state(int size) {
        return ("{\"s\":\"" + "x".repeat(size - 8) + "\"}").getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_checkpoint_keeps_a_window() {
        byte[] state = "{\"n\":1.10,\"t\":\"\u00e4\"}".getBytes(StandardCharsets.UTF_8);

        OpenWindow restored =
                OpenWindow.restore(OpenWindow.begin(WINDOW).withState(state).save());

        assertThat(restored.window()).isEqualTo(WINDOW);
        assertThat(restored.state()).isEqualTo(state);
        for (String none : List.of("", "[]", "{}", "{\"start\":1,\"end\":\"x\",\"state\":{}}", "{\"start\":1")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OpenWindow.restore(none.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
