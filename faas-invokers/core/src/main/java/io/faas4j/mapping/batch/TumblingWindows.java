package io.faas4j.mapping.batch;

import io.faas4j.source.StreamRecord;
import io.faas4j.source.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Windows of one length, one behind the other, by when records arrived (rule ESM-STREAM-18): each begins at a multiple of the
 * length since 1970. Immutable.
 */
public final class TumblingWindows {

    private final long seconds;

    /**
     * Windows.
     *
     * @param length whole seconds, 1 or more
     */
    public TumblingWindows(Duration length) {
        this.seconds = length.toSeconds();
        if (seconds < 1) {
            throw new IllegalArgumentException("a window takes 1 second or more, was " + length);
        }
    }

    /**
     * The window that an instant belongs to.
     *
     * @param arrival a record's
     */
    public Window of(Instant arrival) {
        Instant start = Instant.ofEpochSecond(Math.floorDiv(arrival.getEpochSecond(), seconds) * seconds);
        return new Window(start, start.plusSeconds(seconds));
    }

    /**
     * What to do next. A record that arrived before the open window's start belongs to it nonetheless: windows never go back.
     *
     * @param open the window that is open; null if none is
     * @param pending what was read and not given to the function, filtered, at most a batch; in its order
     * @param tip when the shard was last read and had nothing that is not among the pending records; null if it had
     * @param isShardEnded whether no further records can come: the shard is closed, and all were read (rule ESM-STREAM-21)
     */
    public WindowStep next(
            @Nullable OpenWindow open, List<StreamRecord> pending, @Nullable Instant tip, boolean isShardEnded) {
        if (open == null) {
            return pending.isEmpty()
                    ? new WindowStep.Wait()
                    : invoke(OpenWindow.begin(of(pending.get(0).approximateArrival())), pending);
        }
        if (open.isTerminatedEarly()) {
            return new WindowStep.Close(open);
        }
        if (!pending.isEmpty()) {
            return isIn(open, pending.get(0)) ? invoke(open, pending) : new WindowStep.Close(open);
        }
        boolean isOver =
                isShardEnded || (tip != null && !tip.isBefore(open.window().end()));
        return isOver ? new WindowStep.Close(open) : new WindowStep.Wait();
    }

    private static boolean isIn(OpenWindow open, StreamRecord record) {
        return record.approximateArrival().isBefore(open.window().end());
    }

    private static WindowStep invoke(OpenWindow open, List<StreamRecord> pending) {
        int size = 1;
        while (size < pending.size() && isIn(open, pending.get(size))) {
            size++;
        }
        return new WindowStep.Invoke(
                open, List.copyOf(pending.subList(0, size)), pending.subList(size, pending.size()));
    }
}
