package io.faas4j.jdbc;

import io.faas4j.async.queue.Inheritance;
import io.faas4j.async.queue.QueuedEvent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Hands over what processes have left that are no more. */
interface TakeOver {

    /** How much at once. */
    int CHUNK = 1_000;

    /**
     * Takes over what there is now, in transactions of the writer's.
     *
     * @return done when it was handed over; fails with a {@link io.faas4j.error.StoreException}
     */
    CompletableFuture<Void> into(Inheritance heir);

    /**
     * Has something done, and goes on with what it has found, on the writing thread and before anything else that is written; whatever
     * fails, ends all.
     */
    @SuppressWarnings("FutureReturnValueIgnored") // all tells of it
    static <T extends @Nullable Object> void then(
            Writer writer, Note.Task<T> task, Consumer<T> next, CompletableFuture<Void> all) {
        task.done().whenComplete((found, failure) -> {
            if (failure != null) {
                all.completeExceptionally(failure);
                return;
            }
            try {
                next.accept(found);
            } catch (RuntimeException | Error unexpected) {
                all.completeExceptionally(unexpected);
            }
        });
        writer.add(task);
    }

    /** Hands over events that were nobody's. */
    static void handClaimed(List<EventTable.Row> rows, Inheritance heir) {
        hand(rows, heir);
        Map<String, Integer> counts = new LinkedHashMap<>();
        rows.forEach(row -> counts.merge(row.function(), 1, Integer::sum));
        counts.forEach(heir::accepted);
    }

    /** Hands over some rows. */
    static void hand(List<EventTable.Row> rows, Inheritance heir) {
        Map<String, List<QueuedEvent>> events = new LinkedHashMap<>();
        Map<String, List<Inheritance.Kept>> letters = new LinkedHashMap<>();
        for (EventTable.Row row : rows) {
            Long died = row.diedNanos();
            if (died == null) {
                events.computeIfAbsent(row.function(), name -> new ArrayList<>())
                        .add(row.event());
            } else {
                letters.computeIfAbsent(row.function(), name -> new ArrayList<>())
                        .add(new Inheritance.Kept(row.event(), died));
            }
        }
        letters.forEach(heir::letters);
        events.forEach(heir::events);
    }

    /** Hands over some counts. */
    static void handCounts(Map<String, long[]> counts, Inheritance heir) {
        counts.forEach((function, sums) -> heir.ended(function, CountTable.ended(sums)));
    }
}
