package io.faas4j.async.queue;

import io.faas4j.event.EventState;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Takes note of nothing. */
class NoJournal implements FunctionJournal {

    @Override
    public @Nullable CompletableFuture<Acceptance> accepted(QueuedEvent event) {
        return null;
    }

    @Override
    public @Nullable CompletableFuture<Acceptance> acceptedAsLetter(QueuedEvent event, long diedNanos) {
        return null;
    }

    @Override
    public void changed(QueuedEvent event) {}

    @Override
    public void edited(QueuedEvent event) {}

    @Override
    public void kept(QueuedEvent event, long diedNanos) {}

    @Override
    public void ended(QueuedEvent event, EventState state) {}

    @Override
    public void claimed(int left) {}

    @Override
    public void keyFreed(QueuedEvent event) {}

    @Override
    public void keysFreed() {}
}
