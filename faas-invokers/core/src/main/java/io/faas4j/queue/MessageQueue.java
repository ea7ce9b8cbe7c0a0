package io.faas4j.queue;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.QueueFullException;
import io.faas4j.event.DestinationRef;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue inside the process, as an SQS standard queue is: what was sent stays until it is deleted, and what was received
 * comes back unless it is deleted within its visibility timeout. The oldest message is received first; one that came back
 * is as old as it was. Nothing outlives the process. Safe for use by many threads.
 */
public final class MessageQueue {

    /** The largest message: body and attributes together, in bytes. */
    public static final int MAX_MESSAGE_SIZE = 1_048_576;

    private static final int MOST_RECEIVED = 10;

    /*
     * I1  a message is in `messages`, and in one of `visible` and `hidden`, from its send to its deletion, at every moment
     *     that the lock is free; `isHidden` says in which.
     * I2  `visibleAtNanos` changes only while the message is in neither.
     * I3  at most as many messages as the capacity; a refused one leaves nothing behind.
     * Cost: each operation is logarithmic in the number of messages; no timer runs, as timeouts that have ended are looked at
     * when somebody asks.
     */
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<UUID, StoredMessage> messages = new HashMap<>();
    private final TreeSet<StoredMessage> visible = new TreeSet<>(StoredMessage.BY_ORDER);
    private final TreeSet<StoredMessage> hidden = new TreeSet<>(StoredMessage.BY_END_OF_TIMEOUT);
    private long sent;

    private final String name;
    private final String arn;
    private final QueueSettings settings;
    private final TimeSource time;
    private final RandomSource random;

    private MessageQueue(String name, String arn, QueueSettings settings, TimeSource time, RandomSource random) {
        this.name = name;
        this.arn = arn;
        this.settings = settings;
        this.time = time;
        this.random = random;
    }

    /**
     * An empty queue.
     *
     * @param name 1 to 80 of {@code [a-zA-Z0-9-_]}
     * @param settings how it is
     * @param scope where it lies
     * @param time where time comes from
     * @param random where message ids come from
     * @throws io.faas4j.error.ValidationException if the name has another form
     * @throws InvalidParameterValueException if it is that of a queue that keeps an order, {@code .fifo}
     */
    public static MessageQueue create(
            String name, QueueSettings settings, ArnScope scope, TimeSource time, RandomSource random) {
        DestinationRef ref = DestinationRef.queue(name);
        if (ref.isFifo()) {
            throw new InvalidParameterValueException(
                    "There are no queues inside the process that keep an order, as the name '%s' asks for."
                            .formatted(name));
        }
        return new MessageQueue(name, ref.arn(scope), settings, time, random);
    }

    /** The queue's name. */
    public String name() {
        return name;
    }

    /** The queue's ARN. */
    public String arn() {
        return arn;
    }

    /** How it is. */
    public QueueSettings settings() {
        return settings;
    }

    // ---- sending ---------------------------------------------------------------------------------------------------

    /**
     * Sends a message.
     *
     * @param body at least one byte; not copied, and must not change any more
     * @param attributes at most 10, with names of 1 to 256 of {@code [A-Za-z0-9_.-]}; copied
     * @return the message's id
     * @throws InvalidParameterValueException if the body is empty, an attribute is wrong, or all are over {@value
     *     #MAX_MESSAGE_SIZE} bytes
     * @throws QueueFullException if the queue holds as many as it may
     */
    public UUID send(byte[] body, Map<String, MessageAttribute> attributes) {
        if (body.length == 0) {
            throw new InvalidParameterValueException("The request must contain the parameter MessageBody.");
        }
        Map<String, MessageAttribute> copied = MessageAttributes.copyOf(attributes);
        if (body.length + MessageAttributes.size(copied) > MAX_MESSAGE_SIZE) {
            throw new InvalidParameterValueException("One or more parameters are invalid. Reason: Message must be "
                    + "shorter than " + MAX_MESSAGE_SIZE + " bytes.");
        }
        UUID id = RequestIds.next(random);
        lock.lock();
        try {
            if (messages.size() >= settings.capacity()) {
                throw new QueueFullException(name, settings.capacity());
            }
            StoredMessage message = new StoredMessage(sent++, id, body, copied, time.now());
            messages.put(id, message);
            visible.add(message);
            return id;
        } finally {
            lock.unlock();
        }
    }

    // ---- receiving -------------------------------------------------------------------------------------------------

    /**
     * Receives messages, and hides them for the queue's visibility timeout.
     *
     * @param max the most to receive, 1 to 10
     * @return what there is; empty if nothing is visible. Does not wait
     * @throws InvalidParameterValueException if {@code max} is out of that range
     */
    public List<Message> receive(int max) {
        return receive(max, settings.visibilityTimeout());
    }

    /**
     * As {@link #receive(int)}, with another visibility timeout.
     *
     * @param max the most to receive, 1 to 10
     * @param visibilityTimeout 0 to 12 h; 0 leaves the messages visible
     * @throws InvalidParameterValueException if one of both is out of its range
     */
    public List<Message> receive(int max, Duration visibilityTimeout) {
        if (max < 1 || max > MOST_RECEIVED) {
            throw new InvalidParameterValueException(
                    "Value %d for parameter MaxNumberOfMessages is invalid. Reason: ".formatted(max)
                            + "Must be between 1 and 10, if provided.");
        }
        long timeout = VisibilityTimeouts.require(visibilityTimeout).toNanos();
        lock.lock();
        try {
            Instant wall = time.now();
            long now = reveal();
            List<StoredMessage> taken = new ArrayList<>(Math.min(max, visible.size()));
            for (StoredMessage next = visible.pollFirst(); next != null; next = visible.pollFirst()) {
                taken.add(next);
                if (taken.size() == max) {
                    break;
                }
            }
            List<Message> received = new ArrayList<>(taken.size());
            for (StoredMessage message : taken) {
                received.add(message.receive(wall, now));
                place(message, now, timeout);
            }
            return List.copyOf(received);
        } finally {
            lock.unlock();
        }
    }

    /** Makes visible again what was received and whose timeout has ended; answers what time it is. */
    private long reveal() {
        long now = time.nanoTime();
        while (!hidden.isEmpty() && hidden.first().visibleAtNanos - now <= 0) {
            StoredMessage back = hidden.first();
            hidden.remove(back);
            place(back, now, 0);
        }
        return now;
    }

    /** Puts a message that is nowhere among the visible or the hidden ones. */
    private void place(StoredMessage message, long now, long hiddenNanos) {
        message.isHidden = hiddenNanos > 0;
        message.visibleAtNanos = now + hiddenNanos;
        if (message.isHidden) {
            hidden.add(message);
        } else {
            visible.add(message);
        }
    }

    private void take(StoredMessage message) {
        boolean wasThere = message.isHidden ? hidden.remove(message) : visible.remove(message);
        if (!wasThere) {
            throw new IllegalStateException("message " + message.id + " of queue " + name + " is out of its place");
        }
    }

    // ---- what becomes of received messages -------------------------------------------------------------------------

    /**
     * Deletes a message, whether its visibility timeout has ended or not; does nothing if it is deleted already.
     *
     * @param receiptHandle of any receive of the message
     * @throws InvalidParameterValueException if it is no receipt handle
     */
    public void delete(String receiptHandle) {
        ReceiptHandle handle = ReceiptHandle.parse(receiptHandle);
        lock.lock();
        try {
            StoredMessage deleted = find(handle);
            if (deleted != null) {
                messages.remove(deleted.id);
                take(deleted);
            }
        } finally {
            lock.unlock();
        }
    }

    /**
     * Hides a message for another time from now on, also one whose visibility timeout has ended.
     *
     * @param receiptHandle of any receive of the message
     * @param visibilityTimeout 0 to 12 h, and not more than what is left of 12 h since the last receive; 0 makes the message
     *     visible at once
     * @throws InvalidParameterValueException if it is out of that range, the handle is none, or the message is deleted
     */
    public void changeVisibility(String receiptHandle, Duration visibilityTimeout) {
        ReceiptHandle handle = ReceiptHandle.parse(receiptHandle);
        long timeout = VisibilityTimeouts.require(visibilityTimeout).toNanos();
        lock.lock();
        try {
            StoredMessage message = find(handle);
            if (message == null) {
                throw ReceiptHandle.wrong(
                        handle, "Message does not exist or is not available for visibility timeout change.");
            }
            long now = time.nanoTime();
            if (timeout > 0 && now - message.receivedNanos + timeout > VisibilityTimeouts.LONGEST.toNanos()) {
                throw VisibilityTimeouts.wrong(
                        visibilityTimeout,
                        "Total VisibilityTimeout for the message is beyond the limit [43200 seconds].");
            }
            take(message);
            place(message, now, timeout);
        } finally {
            lock.unlock();
        }
    }

    private @Nullable StoredMessage find(ReceiptHandle handle) {
        StoredMessage message = messages.get(handle.messageId());
        if (message != null && handle.receiveCount() > message.receiveCount) {
            throw ReceiptHandle.wrong(handle, "The receipt handle is not valid.");
        }
        return message;
    }

    // ---- counts ----------------------------------------------------------------------------------------------------

    /** How many messages could be received now; exact at the moment it was taken. */
    public int approximateNumberOfMessages() {
        lock.lock();
        try {
            reveal();
            return visible.size();
        } finally {
            lock.unlock();
        }
    }

    /** How many messages are hidden since they were received; exact at the moment it was taken. */
    public int approximateNumberOfMessagesNotVisible() {
        lock.lock();
        try {
            reveal();
            return hidden.size();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "MessageQueue[" + name + "]";
    }
}
