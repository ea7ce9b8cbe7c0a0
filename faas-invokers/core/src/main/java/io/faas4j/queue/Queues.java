package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.event.DestinationRef;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The queues of one runtime. A queue that is asked for may be named by its name or its ARN, of which region and account do not
 * count. Safe for use by many threads.
 *
 * <pre>{@code
 * MessageQueue failed = faas.queues().create("failed");
 * MessageQueue orders = faas.queues().create("orders", QueueAttributes.NONE.deadLetterQueue("failed", 3));
 * orders.send("{\"order\":7}");
 * }</pre>
 */
public final class Queues {

    private static final Duration BEFORE_ANOTHER = Duration.ofMinutes(1);
    private static final int LONGEST_NAME = 80;
    private static final String FIFO_SUFFIX = ".fifo";

    private final ArnScope scope;
    private final TimeSource time;
    private final RandomSource random;
    private final MoveTasks moveTasks;

    /** Held while queues or their attributes change, so that policies are judged by what is. */
    private final ReentrantLock changing = new ReentrantLock();

    private final Map<String, MessageQueue> queues = new ConcurrentSkipListMap<>();
    private final Map<String, Long> deletedNanos = new HashMap<>();

    /**
     * No queues yet.
     *
     * @param scope where they lie
     * @param time where time comes from
     * @param random where ids come from
     */
    public Queues(ArnScope scope, TimeSource time, RandomSource random) {
        this.scope = scope;
        this.time = time;
        this.random = random;
        this.moveTasks = new MoveTasks(this, time, random);
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
            MessageQueue known = queues.get(name);
            QueueAttributes checked =
                    AttributeRules.check(this, name, known == null ? attributes : known.attributes(), attributes);
            if (known != null) {
                return same(known, checked);
            }
            checkNotDeletedRecently(name);
            MessageQueue made = make(name, checked);
            queues.put(name, made);
            return made;
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

    private void checkNotDeletedRecently(String name) {
        long now = time.nanoTime();
        deletedNanos.values().removeIf(deleted -> now - deleted >= BEFORE_ANOTHER.toNanos());
        if (deletedNanos.containsKey(name)) {
            throw new QueueException(
                    Reason.QUEUE_DELETED_RECENTLY,
                    "You must wait 60 seconds after deleting a queue before you can create another with the same name.");
        }
    }

    private MessageQueue make(String name, QueueAttributes attributes) {
        String arn = arnOf(name);
        Inlet inlet = new Inlet(attributes.isFifo(), scope.account(), time, random);
        QueueState state = new QueueState(name, arn, attributes, time, inlet);
        return new MessageQueue(state, inlet, new ReceiptHandles(random.nextLong()), this);
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
        return Optional.ofNullable(queues.get(nameOf(nameOrArn)));
    }

    private static String nameOf(String nameOrArn) {
        return nameOrArn.substring(nameOrArn.lastIndexOf(':') + 1);
    }

    String arnOf(String name) {
        return DestinationRef.queue(name).arn(scope);
    }

    /** What a queue is made of; null if it is not there. */
    @Nullable
    QueueState stateOf(String nameOrArn) {
        MessageQueue queue = queues.get(nameOf(nameOrArn));
        return queue == null ? null : queue.state();
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
            queues.remove(deleted.name());
            deletedNanos.put(deleted.name(), time.nanoTime());
        } finally {
            changing.unlock();
        }
        deleted.state().delete();
    }

    /** The names of all queues, sorted. */
    public List<String> names() {
        return List.copyOf(queues.keySet());
    }

    /** The ARNs of all queues, sorted. */
    public List<String> arns() {
        return queues.values().stream().map(MessageQueue::arn).toList();
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
        return queues.values().stream()
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
            queue.change(AttributeRules.check(this, queue.name(), queue.attributes(), changes));
        } finally {
            changing.unlock();
        }
    }

    // ---- the way back from a dead-letter queue ---------------------------------------------------------------------

    /**
     * Begins to move the messages of a dead-letter queue on; each becomes a new message (rules QUEUE-78, QUEUE-79).
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
        return "Queues" + queues.keySet();
    }
}
