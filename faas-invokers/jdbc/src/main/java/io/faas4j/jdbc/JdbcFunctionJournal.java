package io.faas4j.jdbc;

import io.faas4j.async.queue.Acceptance;
import io.faas4j.async.queue.FunctionJournal;
import io.faas4j.async.queue.QueuedEvent;
import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.event.EventState;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Of one function. */
final class JdbcFunctionJournal implements FunctionJournal {

    private final JdbcEventJournal journal;
    private final Intake intake;
    private final String function;

    JdbcFunctionJournal(JdbcEventJournal journal, Intake intake, String function) {
        this.journal = journal;
        this.intake = intake;
        this.function = function;
    }

    @Override
    public CompletableFuture<Acceptance> accepted(QueuedEvent event) {
        return accepted(event, null);
    }

    @Override
    public CompletableFuture<Acceptance> acceptedAsLetter(QueuedEvent event, long diedNanos) {
        return accepted(event, diedNanos);
    }

    private CompletableFuture<Acceptance> accepted(QueuedEvent event, @Nullable Long diedNanos) {
        Object payload = event.payload();
        if (payload != null && !(payload instanceof byte[])) {
            return unstored(
                    Reason.REFUSED,
                    "the payload of a durable event must be JSON as bytes, was a "
                            + payload.getClass().getName());
        }
        if (journal.isClosed()) {
            return unstored(Reason.UNAVAILABLE, "the store is closed");
        }
        long key = journal.nextKey();
        event.withStoreKey(key);
        Note.Accept accept = new Note.Accept(
                function,
                event,
                key,
                journal.keyUntilNanos(event.acceptedNanos()),
                diedNanos == null ? null : Note.Change.of(event, diedNanos),
                0,
                new CompletableFuture<>());
        journal.add(accept);
        return accept.receipt();
    }

    private static CompletableFuture<Acceptance> unstored(Reason reason, String message) {
        return CompletableFuture.completedFuture(
                new Acceptance.Unstored(reason, new StoreException(reason, message, null)));
    }

    @Override
    public void changed(QueuedEvent event) {
        journal.add(Note.Change.of(event, null));
    }

    @Override
    public void edited(QueuedEvent event) {
        journal.add(new Note.Edit(event));
    }

    @Override
    public void kept(QueuedEvent event, long diedNanos) {
        journal.add(Note.Change.of(event, diedNanos));
    }

    @Override
    public void ended(QueuedEvent event, EventState state) {
        journal.add(new Note.End(function, event.storeKey(), state));
    }

    @Override
    public void claimed(int left) {
        intake.left(function, left);
    }

    @Override
    public void keyFreed(QueuedEvent event) {
        String key = event.extras().deduplicationKey();
        if (key != null) {
            journal.add(new Note.FreeKey(function, key, event));
        }
    }

    @Override
    public void keysFreed() {
        journal.add(new Note.FreeKeys(function));
    }
}
