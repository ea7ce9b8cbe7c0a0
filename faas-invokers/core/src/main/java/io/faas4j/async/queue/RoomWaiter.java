package io.faas4j.async.queue;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One who waits for room for an event. */
final class RoomWaiter {

    final QueuedEvent event;

    /** Done after there is an answer. */
    final CompletableFuture<Acceptance> told = new CompletableFuture<>();

    /** Why it has to wait. */
    Acceptance refusal;

    /** Under the queue's lock; null until there is one. With {@link Acceptance#ACCEPTED} the event is the queue's. */
    @Nullable
    Acceptance answer;

    RoomWaiter(QueuedEvent event, Acceptance refusal) {
        this.event = event;
        this.refusal = refusal;
    }
}
