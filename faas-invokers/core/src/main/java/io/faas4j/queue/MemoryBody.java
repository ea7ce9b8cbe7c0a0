package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.SourceSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A queue in memory: nothing of it outlives the process. */
final class MemoryBody implements QueueBody {

    private final QueueState state;
    private final Inlet inlet;
    private final ReceiptHandles handles;
    private final Sending sending;
    private final Receiving receiving;
    private final Settling settling;
    private final Moving moving;
    private final Instant createdAt;
    private volatile Instant lastModifiedAt;

    /** @param queues finds another queue by its name or ARN */
    MemoryBody(QueueState state, Inlet inlet, ReceiptHandles handles, Function<String, @Nullable QueueState> queues) {
        this.state = state;
        this.inlet = inlet;
        this.handles = handles;
        this.sending = new Sending(state);
        this.moving = new Moving(state, queues);
        this.receiving = new Receiving(state, moving);
        this.settling = new Settling(state, handles);
        this.createdAt = state.time.now();
        this.lastModifiedAt = createdAt;
    }

    QueueState state() {
        return state;
    }

    @Override
    public Terms terms() {
        return state.terms;
    }

    @Override
    public ReceiptHandles handles() {
        return handles;
    }

    @Override
    public Instant createdAt() {
        return createdAt;
    }

    @Override
    public Instant lastModifiedAt() {
        return lastModifiedAt;
    }

    // ---- sending ---------------------------------------------------------------------------------------------------

    @Override
    public StoredMessage check(NewMessage message) {
        long sentNanos = state.time.nanoTime();
        return inlet.check(message, state.terms, state.wall.at(sentNanos), sentNanos);
    }

    @Override
    public SentMessage send(StoredMessage checked) {
        return sending.send(checked);
    }

    @Override
    public List<SentMessage> sendAll(List<NewMessage> messages) {
        Terms terms = state.terms;
        long sentNanos = state.time.nanoTime();
        Instant sentAt = state.wall.at(sentNanos);
        Parcels packed = inlet.pack(messages, terms, sentAt, sentNanos);
        if (packed != null && sending.trySendAll(packed)) {
            return packed;
        }
        List<StoredMessage> checked = new ArrayList<>(messages.size());
        for (NewMessage message : messages) {
            checked.add(inlet.check(message, terms, sentAt, sentNanos));
        }
        return sending.sendAll(checked);
    }

    @Override
    public List<@Nullable SentMessage> sendEach(List<StoredMessage> checked) {
        return sending.sendEach(checked);
    }

    // ---- receiving -------------------------------------------------------------------------------------------------

    @Override
    public List<QueueMessage> receive(
            int max,
            long timeoutNanos,
            @Nullable String attemptId,
            boolean isOverLimitTold,
            List<String> attributeNames) {
        return messages(receiving.receive(max, timeoutNanos, attemptId, isOverLimitTold), attributeNames);
    }

    @Override
    public List<QueueMessage> receive(
            int max, long timeoutNanos, @Nullable String attemptId, Duration wait, List<String> attributeNames)
            throws InterruptedException {
        return messages(receiving.receive(max, timeoutNanos, attemptId, wait), attributeNames);
    }

    private List<QueueMessage> messages(Taken taken, List<String> attributeNames) {
        return ReceivedMessages.of(taken, handles, attributeNames);
    }

    @Override
    public SourceSubscription listen(Runnable available) {
        return state.listen(available);
    }

    // ---- settling --------------------------------------------------------------------------------------------------

    @Override
    public List<@Nullable QueueException> delete(List<Receipt> receipts) {
        return settling.delete(receipts);
    }

    @Override
    public List<QueueMessage> deleteAll(List<QueueMessage> messages) {
        if (messages instanceof ReceivedMessages all && all.isFrom(handles)) {
            return settling.tryDelete(all.taken()) ? List.of() : Settling.left(messages, settling.delete(all.taken()));
        }
        return Settling.left(messages, settling.delete(handles.receiptsOf(messages)));
    }

    @Override
    public List<@Nullable QueueException> changeVisibilities(List<VisibilityChange> changes, List<Receipt> receipts) {
        return settling.changeVisibilities(changes, receipts);
    }

    @Override
    public void changeVisibilityOfAll(List<QueueMessage> messages, long timeoutNanos) {
        if (messages instanceof ReceivedMessages all && all.isFrom(handles)) {
            settling.changeVisibility(all.taken(), timeoutNanos);
        } else {
            settling.changeVisibility(handles.receiptsOf(messages), timeoutNanos);
        }
    }

    // ---- the queue as a whole --------------------------------------------------------------------------------------

    @Override
    public Moved moveNext(Function<Map<String, String>, @Nullable QueueBody> where) {
        return moving.next(
                message -> where.apply(message.systemAttributes) instanceof MemoryBody target ? target.state : null);
    }

    @Override
    public boolean change(QueueAttributes seen, QueueAttributes changes) {
        state.change(changes);
        lastModifiedAt = state.time.now();
        return true;
    }

    @Override
    public void purge() {
        state.purge();
    }

    @Override
    public void delete() {
        state.delete();
    }

    @Override
    public int visible() {
        return state.look(Shelf::visible);
    }

    @Override
    public int inFlight() {
        return state.look(Shelf::inFlight);
    }

    @Override
    public int delayed() {
        return state.look(Shelf::delayed);
    }
}
