package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import io.faas4j.error.QueueFullException;
import io.faas4j.queue.KeptQueue.Arrival;
import io.faas4j.queue.KeptQueue.Place;
import io.faas4j.queue.KeptQueue.Receive;
import io.faas4j.queue.KeptQueue.Received;
import io.faas4j.queue.KeptQueue.Settled;
import io.faas4j.queue.KeptQueue.Settlement;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.SourceSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A queue in a store: here are its checks, its receipt handles, and whoever waits for its messages in this process. */
final class DurableBody implements QueueBody {

    private final String name;
    private final String arn;
    private final KeptQueue kept;
    private final TimeSource time;
    private final Inlet inlet;
    private final ReceiptHandles handles;
    private final KeptAudience audience;
    private volatile Terms terms;

    DurableBody(String arn, KeptQueue kept, TimeSource time, Inlet inlet) {
        this.name = kept.name();
        this.arn = arn;
        this.kept = kept;
        this.time = time;
        this.inlet = inlet;
        this.handles = new ReceiptHandles(kept.receiptTag());
        this.audience = new KeptAudience(time);
        this.terms = new Terms(kept.attributes());
        kept.watch(audience);
    }

    boolean isOf(KeptQueue queue) {
        return kept.equals(queue);
    }

    @Override
    public Terms terms() {
        QueueAttributes now = kept.attributes();
        Terms known = terms;
        if (!known.attributes.equals(now)) {
            known = new Terms(now);
            terms = known;
        }
        return known;
    }

    @Override
    public ReceiptHandles handles() {
        return handles;
    }

    @Override
    public Instant createdAt() {
        return kept.createdAt();
    }

    @Override
    public Instant lastModifiedAt() {
        return kept.lastModifiedAt();
    }

    private boolean isFifo() {
        return terms.attributes.isFifo();
    }

    // ---- sending ---------------------------------------------------------------------------------------------------

    @Override
    public StoredMessage check(NewMessage message) {
        return inlet.check(message, terms(), time.now(), time.nanoTime());
    }

    @Override
    public SentMessage send(StoredMessage checked) {
        SentMessage sent = send(List.of(checked), false).get(0);
        if (sent == null) {
            throw full();
        }
        return sent;
    }

    @Override
    @SuppressWarnings("NullAway") // all or none
    public List<SentMessage> sendAll(List<NewMessage> messages) {
        List<StoredMessage> checked = messages.stream().map(this::check).toList();
        List<@Nullable SentMessage> sent = send(checked, true);
        if (sent.contains(null)) {
            throw full();
        }
        return List.copyOf(sent);
    }

    @Override
    public List<@Nullable SentMessage> sendEach(List<StoredMessage> checked) {
        return send(checked, false);
    }

    private List<@Nullable SentMessage> send(List<StoredMessage> checked, boolean isAllOrNone) {
        List<@Nullable Place> places =
                kept.send(checked.stream().map(DurableBody::arrival).toList(), isAllOrNone);
        List<@Nullable SentMessage> sent = new ArrayList<>(checked.size());
        for (int i = 0; i < checked.size(); i++) {
            Place place = places.get(i);
            sent.add(place == null ? null : sent(checked.get(i), place));
        }
        return sent;
    }

    private static Arrival arrival(StoredMessage message) {
        return new Arrival(
                new KeptMessage(
                        message.id.uuid(),
                        message.body,
                        message.attributes,
                        message.systemAttributes,
                        message.groupId,
                        message.deduplicationId),
                message.delayNanos < 0 ? null : Duration.ofNanos(message.delayNanos));
    }

    private SentMessage sent(StoredMessage message, Place place) {
        return new SentMessage(
                new MessageId(place.messageId()),
                isFifo() ? SequenceNumbers.of(place.place()) : null,
                message.body,
                message.attributes);
    }

    private QueueFullException full() {
        return new QueueFullException(name, terms().attributes.capacity());
    }

    // ---- receiving -------------------------------------------------------------------------------------------------

    @Override
    public List<QueueMessage> receive(
            int max,
            long timeoutNanos,
            @Nullable String attemptId,
            boolean isOverLimitTold,
            List<String> attributeNames) {
        requireNoAttempt(attemptId);
        long seen = audience.seen();
        Receive received = receive(max, timeoutNanos);
        if (received.isOverLimit() && isOverLimitTold && !isFifo()) {
            throw Refusals.overLimit(Receiving.MOST_IN_FLIGHT);
        }
        audience.asked(seen, received, max, timeoutNanos);
        return messages(received, attributeNames);
    }

    /** Which one has which messages, other processes would have to know too. */
    private static void requireNoAttempt(@Nullable String attemptId) {
        if (attemptId != null) {
            throw new QueueException(
                    Reason.UNSUPPORTED_OPERATION, "A receive of a durable queue cannot be repeated by an attempt id.");
        }
    }

    private Receive receive(int max, long timeoutNanos) {
        return kept.receive(max, Duration.ofNanos(timeoutNanos), message -> Inlet.deadLetter(message, arn));
    }

    @Override
    public List<QueueMessage> receive(
            int max, long timeoutNanos, @Nullable String attemptId, Duration wait, List<String> attributeNames)
            throws InterruptedException {
        requireNoAttempt(attemptId);
        long end = time.nanoTime() + wait.toNanos();
        while (true) {
            long seen = audience.seen();
            Receive received = receive(max, timeoutNanos);
            long left = end - time.nanoTime();
            boolean isWaiting = received.messages().isEmpty() && left > 0;
            if (!isWaiting) {
                audience.asked(seen, received, max, timeoutNanos);
                return messages(received, attributeNames);
            }
            audience.await(seen, received.next(), Duration.ofNanos(left));
        }
    }

    private List<QueueMessage> messages(Receive received, List<String> attributeNames) {
        return received.messages().stream()
                .map(each -> message(each, attributeNames))
                .toList();
    }

    private QueueMessage message(Received received, List<String> attributeNames) {
        KeptMessage message = received.message();
        QueueMessage.Builder builder = QueueMessage.builder(
                        new KeptReceipt(handles, message.id(), received.place(), received.receiveCount()),
                        message.body(),
                        received.sentAt())
                .received(received.receiveCount(), received.firstReceivedAt())
                .systemAttributes(message.systemAttributes())
                .attributes(AttributeFilter.apply(attributeNames, message.attributes()));
        if (message.groupId() != null) {
            builder.groupId(message.groupId());
        }
        if (message.deduplicationId() != null) {
            builder.fifo(message.deduplicationId(), SequenceNumbers.of(received.place()));
        }
        return builder.build();
    }

    @Override
    public SourceSubscription listen(Runnable available) {
        return audience.listen(available);
    }

    // ---- settling --------------------------------------------------------------------------------------------------

    @Override
    public List<@Nullable QueueException> delete(List<Receipt> receipts) {
        return settle(receipts, Collections.nCopies(receipts.size(), null));
    }

    @Override
    public List<QueueMessage> deleteAll(List<QueueMessage> messages) {
        return Settling.left(messages, delete(handles.receiptsOf(messages)));
    }

    @Override
    public List<@Nullable QueueException> changeVisibilities(List<VisibilityChange> changes, List<Receipt> receipts) {
        return settle(
                receipts,
                changes.stream().map(VisibilityChange::visibilityTimeout).toList());
    }

    @Override
    public void changeVisibilityOfAll(List<QueueMessage> messages, long timeoutNanos) {
        settle(handles.receiptsOf(messages), Collections.nCopies(messages.size(), Duration.ofNanos(timeoutNanos)));
    }

    private List<@Nullable QueueException> settle(List<Receipt> receipts, List<? extends @Nullable Duration> timeouts) {
        List<Settlement> settlements = new ArrayList<>(receipts.size());
        for (int i = 0; i < receipts.size(); i++) {
            Receipt receipt = receipts.get(i);
            settlements.add(new Settlement(ReceiptHandles.place(receipt), receipt.receiveCount(), timeouts.get(i)));
        }
        List<Settled> settled = settlements.isEmpty() ? List.of() : kept.settle(settlements);
        List<@Nullable QueueException> faults = new ArrayList<>(receipts.size());
        for (int i = 0; i < settled.size(); i++) {
            faults.add(fault(settled.get(i), receipts.get(i).receiptHandle(), timeouts.get(i)));
        }
        return faults;
    }

    private static @Nullable QueueException fault(Settled settled, String handle, @Nullable Duration timeout) {
        return switch (settled) {
            case DONE -> null;
            case NO_RECEIPT -> ReceiptHandles.invalid(handle);
            case EXPIRED -> Refusals.expired(handle);
            case NOT_IN_FLIGHT -> Refusals.notInFlight(handle);
            case TOO_LONG -> Refusals.tooLong(timeout == null ? Duration.ZERO : timeout);
        };
    }

    // ---- the queue as a whole --------------------------------------------------------------------------------------

    /** A message that somebody else takes between the look and the move is not moved: then it is the turn of the next one. */
    @Override
    public Moved moveNext(Function<Map<String, String>, @Nullable QueueBody> where) {
        while (true) {
            Received next = kept.next().orElse(null);
            if (next == null) {
                return Moved.NOTHING;
            }
            if (!(where.apply(next.message().systemAttributes()) instanceof DurableBody target)) {
                return Moved.NOWHERE;
            }
            switch (kept.move(next.place(), target.kept, target.inlet.redriven(next.message()))) {
                case DONE -> {
                    return Moved.YES;
                }
                case NO_ROOM -> {
                    return Moved.NO_ROOM;
                }
                case NO_QUEUE -> {
                    return Moved.NOWHERE;
                }
                case GONE -> {}
            }
        }
    }

    @Override
    public boolean change(QueueAttributes seen, QueueAttributes changes) {
        return kept.change(seen, seen.with(changes));
    }

    @Override
    public void purge() {
        if (!kept.purge()) {
            throw Refusals.purgedRecently(name);
        }
    }

    @Override
    public void delete() {
        kept.delete();
    }

    @Override
    public int visible() {
        return kept.counts().visible();
    }

    @Override
    public int inFlight() {
        return kept.counts().inFlight();
    }

    @Override
    public int delayed() {
        return kept.counts().delayed();
    }
}
