package io.faas4j.async.queue;

import io.faas4j.error.EventQueueFullException.Limit;
import org.jspecify.annotations.Nullable;

/** How much more there may be of one function. Guarded by the same lock as its events. */
final class Room {

    private final QueueSettings settings;
    private final Counts counts;
    private final DeadLetterArea letters;
    private final Storing storing;

    Room(QueueSettings settings, Counts counts, DeadLetterArea letters, Storing storing) {
        this.settings = settings;
        this.counts = counts;
        this.letters = letters;
        this.storing = storing;
    }

    /** The bound that no event can be within; null if one might. */
    @Nullable
    Limit full() {
        if (counts.live() >= settings.maxEvents()) {
            return Limit.EVENTS;
        } else if (counts.bytes() >= settings.maxBytes()) {
            return Limit.BYTES;
        }
        return isFullOfLetters() ? Limit.DEAD_LETTERS : null;
    }

    /** Whether there is room for an event as soon as others have ended. */
    boolean canEverFit(QueuedEvent event) {
        return event.payloadBytes <= settings.maxBytes();
    }

    /** Null if there is room for one more, of so many bytes, but for the bound of dead letters. */
    @Nullable
    Acceptance refusal(int more) {
        if (counts.live() >= settings.maxEvents()) {
            return new Acceptance.Full(Limit.EVENTS, settings.maxEvents());
        }
        if (counts.bytes() + more > settings.maxBytes()) {
            return new Acceptance.Full(Limit.BYTES, settings.maxBytes());
        }
        return null;
    }

    /** How much of what was accepted elsewhere may come in, and so many events at most. */
    Inheritance.Wanted wanted(int most) {
        if (most <= 0 || full() != null) {
            return Inheritance.Wanted.NOTHING;
        }
        return new Inheritance.Wanted(
                Math.min(most, settings.maxEvents() - counts.live()), settings.maxBytes() - counts.bytes());
    }

    /** Null if there is room for one more dead letter. */
    @Nullable
    Acceptance refusalOfLetter() {
        return isFullOfLetters() ? new Acceptance.Full(Limit.DEAD_LETTERS, settings.maxDeadLetters()) : null;
    }

    private boolean isFullOfLetters() {
        return letters.size() + storing.letters() >= settings.maxDeadLetters();
    }
}
