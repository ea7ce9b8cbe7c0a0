package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.event.DestinationRef;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queues of one runtime; those of a durable library are those of its store, and of all processes that share it. A queue that is asked
 * for may be named by its name or its ARN, of which region and account do not count. Safe for use by many threads.
 *
 * <pre>{@code
 * MessageQueue failed = faas.queues().create("failed");
 * MessageQueue orders = faas.queues().create("orders", QueueAttributes.NONE.deadLetterQueue("failed", 3));
 * orders.send("{\"order\":7}");
 * }</pre>
 */
public final class Queues {

    private static final int LONGEST_NAME = 80;
    private static final String FIFO_SUFFIX = ".fifo";

    private final ArnScope scope;
    private final QueueCatalog catalog;
    private final MoveTasks moveTasks;

    /** Held while queues or their attributes change, so that policies are judged by what is. */
    private final ReentrantLock changing = new ReentrantLock();

    /**
     * No queues yet; they last as long as this.
     *
     * @param scope where they lie
     * @param time where time comes from
     * @param random where ids come from
     */
    public Queues(ArnScope scope, TimeSource time, RandomSource random) {
        this.scope = scope;
        this.catalog = new MemoryCatalog(this, scope, time, random);
        this.moveTasks = new MoveTasks(this, catalog, time, random);
    }

    /**
     * The queues of a store, which may be those of other processes too.
     *
     * @param scope where they lie
     * @param time where time comes from
     * @param random where ids come from
     * @param store keeps them; stays the caller's
     * @param threads on which dead letters are moved on
     */
    public Queues(ArnScope scope, TimeSource time, RandomSource random, QueueStore store, WorkerThreads threads) {
        this.scope = scope;
        this.catalog = new DurableCatalog(this, scope, time, random, store, threads);
        this.moveTasks = new MoveTasks(this, catalog, time, random);
    }

    // ---- queues ----------------------------------------------------------------------------------------------------

    /**
     * The standard queue of this name; it is made, with default attributes, if it is not there.
     *
     * @param name 1 to 80 of {@code [A-Za-z0-9_-]}
     * @throws QueueException as {@link #create(String, QueueAttributes)}
     */
    public MessageQueue create(String name) {
        return create(name, QueueAttributes.NONE);
    }

    /**
     * The queue of this name, with these attributes; it is made if it is not there (rules QUEUE-9 to QUEUE-11).
     *
     * @param name 1 to 80 of {@code [A-Za-z0-9_-]}; that of a FIFO queue ends in {@code .fifo}, which counts
     * @param attributes how it is; what is not set has its default, and is not compared
     * @throws QueueException if the name has another form, an attribute cannot be, the queue is there with other attributes, or one of
     *     this name was deleted less than 60 s ago
     */
    public MessageQueue create(String name, QueueAttributes attributes) {
        checkName(name, attributes.isFifo());
        changing.lock();
        try {
            MessageQueue known = catalog.find(name);
            QueueAttributes checked =
                    AttributeRules.check(this, name, known == null ? attributes : known.attributes(), attributes);
            return same(known == null ? catalog.make(name, checked) : known, checked);
        } finally {
            changing.unlock();
        }
    }

    private static void checkName(String name, boolean isFifo) {
        boolean hasSuffix = name.endsWith(FIFO_SUFFIX);
        String bare = hasSuffix ? name.substring(0, name.length() - FIFO_SUFFIX.length()) : name;
        if (isFifo != hasSuffix || !Requests.isName(bare, LONGEST_NAME) || name.length() > LONGEST_NAME) {
            throw Refusals.invalid(
                    "QueueName",
                    name,
                    isFifo
                            ? "The name of a FIFO queue can only include alphanumeric characters, hyphens, or "
                                    + "underscores, must end with .fifo suffix and be 1 to 80 in length."
                            : "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.");
        }
    }

    private static MessageQueue same(MessageQueue known, QueueAttributes asked) {
        QueueAttribute different = asked.firstDifference(known.attributes());
        if (different != null) {
            throw new QueueException(
                    Reason.QUEUE_ALREADY_EXISTS,
                    "A queue already exists with the same name and a different value for attribute " + different);
        }
        return known;
    }

    /**
     * A queue that is there.
     *
     * @param nameOrArn which
     * @throws QueueException if there is no such queue (rule QUEUE-12)
     */
    public MessageQueue get(String nameOrArn) {
        return find(nameOrArn).orElseThrow(() -> Refusals.noQueue(nameOrArn));
    }

    /**
     * A queue, if it is there.
     *
     * @param nameOrArn which
     */
    public Optional<MessageQueue> find(String nameOrArn) {
        return Optional.ofNullable(catalog.find(nameOf(nameOrArn)));
    }

    static String nameOf(String nameOrArn) {
        return nameOrArn.substring(nameOrArn.lastIndexOf(':') + 1);
    }

    String arnOf(String name) {
        return DestinationRef.queue(name).arn(scope);
    }

    /** What is behind a queue; null if it is not there. */
    @Nullable
    QueueBody bodyOf(String nameOrArn) {
        MessageQueue queue = catalog.find(nameOf(nameOrArn));
        return queue == null ? null : queue.body();
    }

    /**
     * Deletes a queue, and all that is in it.
     *
     * @param nameOrArn which
     * @throws QueueException if there is no such queue (rule QUEUE-12)
     */
    public void delete(String nameOrArn) {
        MessageQueue deleted;
        changing.lock();
        try {
            deleted = get(nameOrArn);
            catalog.forget(deleted);
        } finally {
            changing.unlock();
        }
        deleted.body().delete();
    }

    /** The names of all queues, sorted. */
    public List<String> names() {
        return catalog.all().stream().map(MessageQueue::name).toList();
    }

    /** The ARNs of all queues, sorted. */
    public List<String> arns() {
        return catalog.all().stream().map(MessageQueue::arn).toList();
    }

    /**
     * The queues whose dead letters come to a queue.
     *
     * @param nameOrArn which
     * @return their ARNs, sorted
     * @throws QueueException if there is no such queue
     */
    public List<String> deadLetterSources(String nameOrArn) {
        String target = get(nameOrArn).arn();
        return catalog.all().stream()
                .filter(queue -> queue.attributes()
                        .redrivePolicy()
                        .filter(policy -> policy.deadLetterTargetArn().equals(target))
                        .isPresent())
                .map(MessageQueue::arn)
                .toList();
    }

    void change(MessageQueue queue, QueueAttributes changes) {
        changing.lock();
        try {
            boolean isChanged = false;
            while (!isChanged) {
                QueueAttributes seen = queue.attributes();
                isChanged = queue.body().change(seen, AttributeRules.check(this, queue.name(), seen, changes));
            }
        } finally {
            changing.unlock();
        }
    }

    // ---- the way back from a dead-letter queue ---------------------------------------------------------------------

    /**
     * Begins to move the messages of a dead-letter queue on; each becomes a new message (rules QUEUE-78, QUEUE-79). The task is this
     * process's: that of another one which shares a store is not known here, and may move messages of the same queue. It ends with
     * its process, and leaves what it has not moved where it is.
     *
     * @param source a queue that others have as their dead-letter queue
     * @param options where to and how fast
     * @throws QueueException if one of the queues is not there, the source is no dead-letter queue, both are the same or not of the
     *     same kind, or its messages are being moved already
     */
    public MoveTask startMoveTask(String source, MoveOptions options) {
        MessageQueue from = get(source);
        if (deadLetterSources(source).isEmpty()) {
            throw Refusals.invalid("Source queue must be configured as a Dead Letter Queue.");
        }
        MessageQueue to = options.target().map(this::get).orElse(null);
        if (to == from) {
            throw Refusals.invalid("Source queue arn and destination queue arn must not be the same.");
        }
        if (to != null && to.isFifo() != from.isFifo()) {
            throw Refusals.invalid("Source and destination queue must be of the same type.");
        }
        return moveTasks.start(from, options);
    }

    /**
     * The tasks that moved, or move, a queue's messages: the last ten, the latest first.
     *
     * @param source a queue
     * @throws QueueException if there is no such queue
     */
    public List<MoveTask> moveTasks(String source) {
        return moveTasks.of(get(source).arn());
    }

    /**
     * A task.
     *
     * @param id its id
     * @throws ResourceNotFoundException if it is not among the last ten of any queue (rule QUEUE-80)
     */
    public MoveTask moveTask(UUID id) {
        return moveTasks.find(id);
    }

    @Override
    public String toString() {
        return "Queues[%s]".formatted(scope);
    }
}
