package io.faas4j.async.queue;

import io.faas4j.event.EventState;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Takes note of what becomes of one function's events. Each call reads all it needs of an event before it returns, and neither waits
 * nor calls back.
 */
public interface FunctionJournal {

    /** Of a queue that ends with the process. */
    FunctionJournal NONE = new NoJournal();

    /**
     * An event is to be accepted.
     *
     * @param event its {@link QueuedEvent#storeKey} is set here
     * @return done, and never with a failure, when the event is stored, or is known not to be: {@link Acceptance.Accepted}, {@link
     *     Acceptance.Duplicate} or {@link Acceptance.Unstored}; null if there is nothing to wait for
     */
    @Nullable
    CompletableFuture<Acceptance> accepted(QueuedEvent event);

    /**
     * What has failed elsewhere is to be accepted as a dead letter: it is stored as one at once, or not at all.
     *
     * @param event with its history and its delivery; its {@link QueuedEvent#storeKey} is set here, and its deduplication key, if it
     *     has one, is not taken
     * @param diedNanos since when, by the time source's {@code nanoTime()}
     * @return as of {@link #accepted}, and no duplicate
     */
    @Nullable
    CompletableFuture<Acceptance> acceptedAsLetter(QueuedEvent event, long diedNanos);

    /** An event that has not ended has changed in anything but its payload, or a dead letter has become an event again. */
    void changed(QueuedEvent event);

    /** A dead letter has another payload. */
    void edited(QueuedEvent event);

    /**
     * An event is a dead letter from now on, or is one that has changed in anything but its payload.
     *
     * @param diedNanos since when, by the time source's {@code nanoTime()}
     */
    void kept(QueuedEvent event, long diedNanos);

    /**
     * An event, or a dead letter, is no more.
     *
     * @param state as what it ended
     */
    void ended(QueuedEvent event, EventState state);

    /**
     * Somebody has claimed events. Of no meaning to a store where each event is somebody's.
     *
     * @param left how many more are ready, or are due soon
     */
    void claimed(int left);

    /** The deduplication key of an event is free, if it is this event's still. */
    void keyFreed(QueuedEvent event);

    /** All deduplication keys of the function are free. */
    void keysFreed();
}
