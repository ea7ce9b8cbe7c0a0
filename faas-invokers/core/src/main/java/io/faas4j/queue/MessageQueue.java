package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import io.faas4j.error.QueueFullException;
import io.faas4j.error.StoreException;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.QueueSource;
import io.faas4j.source.SourceSubscription;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A queue inside the process, as an SQS queue is: what was sent stays until it is deleted or too old, and what was received comes
 * back unless it is deleted within its visibility timeout. A standard queue gives out the oldest message first, and those of quiet
 * tenants before those of noisy ones; a FIFO queue keeps the order within each group, and lets a group rest while one of its
 * messages is in flight. Made by {@link Queues}. Nothing outlives the process, unless the library is durable. Safe for use by many threads.
 *
 * <p>In a durable library a queue is in the store, and that of one name is the same for all processes that share it: what a process
 * has received and not deleted when it dies comes back after its visibility timeout. A message is sent once it is stored. What differs then:
 *
 * <ul>
 *   <li>each method may wait for the store, and fails with a {@link StoreException} while that is away; whoever got one for a send does
 *       not know whether the message was stored, and a FIFO queue knows it again if it is sent again;
 *   <li>a standard queue gives out first what has been visible for the longest; tenants do not count;
 *   <li>a receive gives out at most 1,000 messages, or 8 MiB of more than ten; it cannot be repeated by an attempt id;
 *   <li>where several processes send at the same moment, a standard queue may take a few more than it may hold;
 *   <li>what another process changes of its attributes is seen with the next use of the queue.
 * </ul>
 *
 * <p>Each method fails with a {@link QueueException} for {@link Reason#NON_EXISTENT_QUEUE} once the queue is deleted.
 */
public final class MessageQueue implements QueueSource {

    private final String name;
    private final String arn;
    private final boolean isFifo;
    private final QueueBody body;
    private final Batches batches;
    private final Queues queues;

    MessageQueue(String name, String arn, boolean isFifo, QueueBody body, Queues queues) {
        this.name = name;
        this.arn = arn;
        this.isFifo = isFifo;
        this.body = body;
        this.batches = new Batches(name, body);
        this.queues = queues;
    }

    /** The queue's name. */
    public String name() {
        return name;
    }

    @Override
    public String arn() {
        return arn;
    }

    @Override
    public boolean isFifo() {
        return isFifo;
    }

    @Override
    public Duration visibilityTimeout() {
        return body.terms().visibilityTimeout;
    }

    // ---- sending ---------------------------------------------------------------------------------------------------

    /**
     * Sends a message.
     *
     * @param message what, and how
     * @return its id, and more if asked for; of a duplicate that of the first one (rule FIFO-3)
     * @throws QueueException if something is wrong with it (rules QUEUE-20 to QUEUE-27, FIFO-1, FIFO-2)
     * @throws QueueFullException if the queue holds as many as it may
     */
    public SentMessage send(NewMessage message) {
        return body.send(body.check(message));
    }

    /**
     * Sends a text.
     *
     * @param body as for {@link NewMessage#of(String)}
     * @throws QueueException as {@link #send(NewMessage)}
     * @throws QueueFullException if the queue holds as many as it may
     */
    public SentMessage send(String body) {
        return send(NewMessage.of(body));
    }

    /**
     * Sends many messages in one step, in their order: all of them or none. SQS has no such call; for its batches see {@link
     * #sendBatch}. On a standard queue those that are nothing but a body cost far less so than one by one, as long as they are received
     * and deleted together too.
     *
     * @param messages any number
     * @return an answer for each, in the same order
     * @throws QueueException if something is wrong with one of them
     * @throws QueueFullException if there is no room for all of them, duplicates included
     */
    public List<SentMessage> sendAll(List<NewMessage> messages) {
        return body.sendAll(messages);
    }

    /**
     * Sends a batch: each message for itself (rules QUEUE-60 to QUEUE-64).
     *
     * @param entries 1 to 10, with up to 1,048,576 bytes together
     * @throws QueueException if the batch as a whole cannot be
     */
    public BatchResult<SentMessage> sendBatch(List<BatchEntry<NewMessage>> entries) {
        return batches.send(entries);
    }

    // ---- receiving -------------------------------------------------------------------------------------------------

    /**
     * Receives what there is, without waiting whatever the queue's attributes say, and hides it for the queue's visibility timeout.
     *
     * @param max 1 to 10
     * @throws QueueException if {@code max} is out of that range, or 120,000 messages of a standard queue are in flight (rule
     *     QUEUE-40)
     */
    public List<QueueMessage> receive(int max) {
        return shortPoll(ReceiveOptions.max(max));
    }

    /**
     * Receives messages, and waits for the first one if that is asked for (rules QUEUE-30 to QUEUE-41).
     *
     * @param options how many, and how
     * @return empty if there was nothing in time
     * @throws QueueException if 120,000 messages of a standard queue are in flight and this does not wait (rule QUEUE-40), or an
     *     attempt id is given to a standard queue (rule FIFO-16), or to a durable one
     * @throws InterruptedException if the thread was interrupted while it waited: nothing was received
     */
    public List<QueueMessage> receive(ReceiveOptions options) throws InterruptedException {
        Duration wait = options.waitTime().orElse(attributes().receiveWaitTime());
        if (wait.isZero()) {
            return shortPoll(options);
        }
        String attemptId = attemptId(options);
        return body.receive(options.max(), timeoutNanos(options), attemptId, wait, options.messageAttributeNames());
    }

    private List<QueueMessage> shortPoll(ReceiveOptions options) {
        return body.receive(
                options.max(), timeoutNanos(options), attemptId(options), true, options.messageAttributeNames());
    }

    private @Nullable String attemptId(ReceiveOptions options) {
        String id = options.attemptId().orElse(null);
        if (id != null && !isFifo()) {
            throw Refusals.notForThisKind("ReceiveRequestAttemptId", id);
        }
        return id;
    }

    private long timeoutNanos(ReceiveOptions options) {
        return options.visibilityTimeout().orElse(visibilityTimeout()).toNanos();
    }

    /**
     * {@inheritDoc}
     *
     * @param max how many at most, 1 or more: not only up to 10
     * @param visibilityTimeout 0 to 12 h; 0 leaves them visible
     * @throws QueueException if one of both is out of its range
     */
    @Override
    public List<QueueMessage> receive(int max, Duration visibilityTimeout) {
        if (max < 1) {
            throw Refusals.invalid("MaxNumberOfMessages", max, "Must be at least 1.");
        }
        Requests.checkTimeout(visibilityTimeout);
        return body.receive(max, visibilityTimeout.toNanos(), null, false, AttributeFilter.ALL);
    }

    @Override
    public Optional<SourceSubscription> listen(Runnable available) {
        return Optional.of(body.listen(available));
    }

    // ---- what becomes of received messages -------------------------------------------------------------------------

    /**
     * Deletes a message; does nothing if it is deleted already (rules QUEUE-50 to QUEUE-54).
     *
     * @param receiptHandle of any receive of the message; on a FIFO queue of the last one, while its visibility timeout lasts
     * @throws QueueException if it is no receipt handle of this queue, or is one that has expired
     */
    public void delete(String receiptHandle) {
        throwFirst(body.delete(List.of(body.handles().require(receiptHandle))));
    }

    @Override
    public List<QueueMessage> delete(List<QueueMessage> messages) {
        return body.deleteAll(messages);
    }

    /**
     * Deletes a batch of messages (rules QUEUE-60 to QUEUE-63).
     *
     * @param receiptHandles 1 to 10
     * @throws QueueException if the batch as a whole cannot be
     */
    public BatchResult<String> deleteBatch(List<BatchEntry<String>> receiptHandles) {
        return batches.delete(receiptHandles);
    }

    /**
     * Hides a message for another time from now on (rules QUEUE-55 to QUEUE-57, FIFO-11, FIFO-12).
     *
     * @param receiptHandle of any receive of the message; on a FIFO queue of the last one, while its visibility timeout lasts
     * @param visibilityTimeout 0 to 12 h, and not more than what is left of 12 h since the last receive; 0 makes the message visible
     *     at once
     * @throws QueueException if it is out of that range, the handle is none, or the message is not there any more
     */
    public void changeVisibility(String receiptHandle, Duration visibilityTimeout) {
        Requests.checkTimeout(visibilityTimeout);
        throwFirst(body.changeVisibilities(
                List.of(new VisibilityChange(receiptHandle, visibilityTimeout)),
                List.of(body.handles().require(receiptHandle))));
    }

    @Override
    public void changeVisibility(List<QueueMessage> messages, Duration visibilityTimeout) {
        Requests.checkTimeout(visibilityTimeout);
        body.changeVisibilityOfAll(messages, visibilityTimeout.toNanos());
    }

    /**
     * Changes the visibility of a batch of messages (rules QUEUE-60 to QUEUE-63).
     *
     * @param changes 1 to 10
     * @throws QueueException if the batch as a whole cannot be
     */
    public BatchResult<String> changeVisibilityBatch(List<BatchEntry<VisibilityChange>> changes) {
        return batches.changeVisibility(changes);
    }

    private static void throwFirst(List<@Nullable QueueException> faults) {
        QueueException fault = faults.get(0);
        if (fault != null) {
            throw fault;
        }
    }

    // ---- the queue as a whole --------------------------------------------------------------------------------------

    /** How it is. */
    public QueueAttributes attributes() {
        return body.terms().attributes;
    }

    /**
     * Changes how it is. A new visibility timeout holds for later receives; a new retention for what is there, too; a new delay, on a
     * FIFO queue, also for what was sent before and not received yet (rule QUEUE-14).
     *
     * @param changes what is set in them
     * @throws QueueException if one of them cannot be
     */
    public void setAttributes(QueueAttributes changes) {
        queues.change(this, changes);
    }

    /** All attributes and counters under SQS's names and in SQS's form (rule QUEUE-8). */
    public Map<String, String> attributeTexts() {
        Map<String, String> texts = new LinkedHashMap<>(attributes().texts());
        texts.put("ApproximateNumberOfMessages", Integer.toString(approximateNumberOfMessages()));
        texts.put("ApproximateNumberOfMessagesNotVisible", Integer.toString(approximateNumberOfMessagesNotVisible()));
        texts.put("ApproximateNumberOfMessagesDelayed", Integer.toString(approximateNumberOfMessagesDelayed()));
        texts.put("CreatedTimestamp", Long.toString(createdAt().getEpochSecond()));
        texts.put("LastModifiedTimestamp", Long.toString(lastModifiedAt().getEpochSecond()));
        texts.put("QueueArn", arn);
        return texts;
    }

    /** When it was made. */
    public Instant createdAt() {
        return body.createdAt();
    }

    /** When its attributes were changed; when it was made if they never were. */
    public Instant lastModifiedAt() {
        return body.lastModifiedAt();
    }

    /** How many messages are visible; those behind others of their group count too (rule FIFO-15). Exact at its moment. */
    public int approximateNumberOfMessages() {
        return body.visible();
    }

    /** How many messages were received and are hidden since. Exact at its moment. */
    public int approximateNumberOfMessagesNotVisible() {
        return body.inFlight();
    }

    /** How many messages are delayed. Exact at its moment. */
    public int approximateNumberOfMessagesDelayed() {
        return body.delayed();
    }

    /**
     * Deletes all messages, and forgets by what duplicates are known (rule QUEUE-13).
     *
     * @throws QueueException within 60 s of the last time
     */
    public void purge() {
        body.purge();
    }

    QueueBody body() {
        return body;
    }

    @Override
    public String toString() {
        return "MessageQueue[" + name + "]";
    }
}
