package io.faas4j.jdbc;

import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.TimeSource.Cancellable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for what other processes have sent, or given back, where somebody here waits for it: every second, and at once when they tell of it. Safe
 * for use by many threads.
 */
final class QueueLooks {

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** No target of an event begins so. */
    private static final String ANNOUNCEMENT = "queue ";

    private final JdbcQueueStore queues;
    private final Writer writer;
    private final Owner owner;
    private final TimeSource time;
    private final Rounds<QueueLooks> looks = new Rounds<>();

    // Guarded by this object's monitor.
    private @Nullable Cancellable nextLook;
    private boolean isClosed;

    QueueLooks(JdbcQueueStore queues, Writer writer, Owner owner, TimeSource time) {
        this.queues = queues;
        this.writer = writer;
        this.owner = owner;
        this.time = time;
    }

    /** What a process tells others of a queue. */
    static String announcement(long queue, long owner) {
        return ANNOUNCEMENT + queue + ' ' + owner;
    }

    static boolean isAnnouncement(String text) {
        return text.startsWith(ANNOUNCEMENT);
    }

    /** Something was announced: by this process too, which knows already. */
    void heard(String announcement) {
        if (!announcement.endsWith(" " + owner.number())) {
            look();
        }
    }

    synchronized void start() {
        if (!isClosed) {
            nextLook = time.scheduleHousekeeping(LOOK, () -> {
                look();
                start();
            });
        }
    }

    synchronized void close() {
        isClosed = true;
        if (nextLook != null) {
            nextLook.cancel();
        }
    }

    /** What one look has found of a queue. */
    private record Found(JdbcQueue queue, Duration due) {}

    void look() {
        if (!queues.awaited().isEmpty() && looks.begins(this)) {
            begin();
        }
    }

    /** Whoever is told receives, perhaps at once: not on the writing thread, which it then waits for. */
    @SuppressWarnings(
            "FutureReturnValueIgnored") // it ends either way; while the store is away, the next look is in a second
    private void begin() {
        Note.Task<List<Found>> task = Note.Task.reading(this::find);
        task.done().whenComplete((found, failure) -> {
            if (found != null) {
                found.forEach(
                        each -> time.schedule(Duration.ZERO, () -> each.queue().tell(each.due())));
            }
            if (!looks.ends(this)) {
                begin();
            }
        });
        writer.add(task);
    }

    private List<Found> find(Session session) throws SQLException {
        List<Found> found = new ArrayList<>();
        for (JdbcQueue queue : queues.awaited()) {
            Duration due = queue.due(session);
            if (due != null) {
                found.add(new Found(queue, due));
            }
        }
        return found;
    }
}
