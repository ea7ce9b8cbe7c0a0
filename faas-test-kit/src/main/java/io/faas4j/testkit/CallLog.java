package io.faas4j.testkit;

import io.faas4j.function.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** Notes the last calls of handlers. Safe for use by many threads. */
final class CallLog {

    private static final int MOST = 10_000;

    private final StageTime time;
    private final Deque<Entry> entries = new ArrayDeque<>();
    private long dropped;

    CallLog(StageTime time) {
        this.time = time;
    }

    /** A call that has begun, and perhaps ended. */
    final class Entry {
        private final Instant at = time.now();
        private final Context context;
        private @Nullable Instant end;
        private Call.Outcome outcome = Call.Outcome.RUNNING;
        private @Nullable Throwable error;

        private Entry(Context context) {
            this.context = context;
        }

        void ended(@Nullable Throwable thrown) {
            synchronized (CallLog.this) {
                end = time.now();
                error = thrown;
                Call.Outcome inTime = thrown == null ? Call.Outcome.SUCCEEDED : Call.Outcome.FAILED;
                outcome = context.isCancelled() ? Call.Outcome.TIMED_OUT : inTime;
            }
        }

        private Call toCall() {
            return new Call(
                    at,
                    Duration.between(at, end == null ? time.now() : end),
                    context.invokedFunction(),
                    context.functionVersion(),
                    context.attempt(),
                    context.requestId(),
                    outcome,
                    error);
        }
    }

    synchronized Entry begin(Context context) {
        Entry entry = new Entry(context);
        entries.addLast(entry);
        if (entries.size() > MOST) {
            entries.removeFirst();
            dropped++;
        }
        return entry;
    }

    synchronized Timeline timeline() {
        return new Timeline(entries.stream().map(Entry::toCall).toList(), dropped);
    }
}
