package io.faas4j.queue;

import io.faas4j.error.QueueException;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a queue is, or what of it is to be changed: what was never set has its default, and is not compared or changed (rules
 * QUEUE-10, QUEUE-14). Each method that takes a value answers the same attributes with one more. Immutable.
 *
 * <pre>{@code
 * faas.queues().create("orders", QueueAttributes.NONE.visibilityTimeout(Duration.ofMinutes(5)).deadLetterQueue("failed", 3));
 * faas.queues().create("orders.fifo", QueueAttributes.FIFO.contentBasedDeduplication(true));
 * }</pre>
 */
public final class QueueAttributes {

    /** Nothing is set: a standard queue with every default. */
    public static final QueueAttributes NONE = new QueueAttributes(new EnumMap<>(QueueAttribute.class));

    /** A FIFO queue; its name must end in {@code .fifo}. */
    public static final QueueAttributes FIFO = NONE.with(QueueAttribute.FIFO_QUEUE, true);

    private final Map<QueueAttribute, Object> values;

    private QueueAttributes(EnumMap<QueueAttribute, Object> values) {
        this.values = Collections.unmodifiableMap(values);
    }

    /**
     * Reads attributes under SQS's names and in SQS's form: {@code VisibilityTimeout}, {@code RedrivePolicy} and so on; an
     * empty text removes a policy (rules QUEUE-70, QUEUE-77).
     *
     * @param texts values by name
     * @throws QueueException if a name is unknown, or a value cannot be
     */
    public static QueueAttributes parse(Map<String, String> texts) {
        QueueAttributes parsed = NONE;
        for (Map.Entry<String, String> text : texts.entrySet()) {
            QueueAttribute attribute = named(text.getKey());
            parsed = parsed.with(attribute, attribute.form().parse(attribute, text.getValue()));
        }
        return parsed;
    }

    private static QueueAttribute named(String name) {
        for (QueueAttribute attribute : QueueAttribute.values()) {
            if (attribute.toString().equals(name)) {
                return attribute;
            }
        }
        throw Refusals.attributeName(name);
    }

    // ---- setting ---------------------------------------------------------------------------------------------------

    /**
     * Sets how long a message that is sent stays invisible (rule QUEUE-1).
     *
     * @param value 0 to 900 s; 0 if never set
     * @throws QueueException outside that range
     */
    public QueueAttributes delay(Duration value) {
        return with(QueueAttribute.DELAY, value);
    }

    /**
     * Sets how large a message may be, with its attributes (rule QUEUE-2).
     *
     * @param bytes 1,024 to 1,048,576; that if never set
     * @throws QueueException outside that range
     */
    public QueueAttributes maximumMessageSize(int bytes) {
        return with(QueueAttribute.MAXIMUM_MESSAGE_SIZE, bytes);
    }

    /**
     * Sets after what time a message is dropped, whatever its state (rules QUEUE-3, QUEUE-41).
     *
     * @param value 60 s to 14 days since it was sent; 4 days if never set
     * @throws QueueException outside that range
     */
    public QueueAttributes retention(Duration value) {
        return with(QueueAttribute.RETENTION, value);
    }

    /**
     * Sets how long a receive that does not say waits for a message (rule QUEUE-4).
     *
     * @param value 0 to 20 s; 0 if never set
     * @throws QueueException outside that range
     */
    public QueueAttributes receiveWaitTime(Duration value) {
        return with(QueueAttribute.WAIT_TIME, value);
    }

    /**
     * Sets how long a message that was received is hidden from other receivers (rule QUEUE-5).
     *
     * @param value 0 to 12 h; 30 s if never set
     * @throws QueueException outside that range
     */
    public QueueAttributes visibilityTimeout(Duration value) {
        return with(QueueAttribute.VISIBILITY_TIMEOUT, value);
    }

    /**
     * Sets where to messages are moved that are received again and again (rule QUEUE-70).
     *
     * @param nameOrArn a queue of the same kind
     * @param maxReceiveCount how often a message is received at most, 1 to 1,000
     * @throws QueueException outside that range
     */
    public QueueAttributes deadLetterQueue(String nameOrArn, int maxReceiveCount) {
        return with(QueueAttribute.REDRIVE_POLICY, new RedrivePolicy(nameOrArn, maxReceiveCount));
    }

    /** Has messages stay however often they are received, which is so if never set (rule QUEUE-77). */
    public QueueAttributes withoutDeadLetterQueue() {
        return with(QueueAttribute.REDRIVE_POLICY, AttributeForm.NOTHING);
    }

    /**
     * Sets which queues may have this one as their dead-letter queue (rule QUEUE-76).
     *
     * @param policy {@link RedriveAllowPolicy#allowAll} if never set
     */
    public QueueAttributes redriveAllowPolicy(RedriveAllowPolicy policy) {
        return with(QueueAttribute.REDRIVE_ALLOW_POLICY, policy);
    }

    /**
     * Has a FIFO queue know duplicates by their bodies, where their sender gives no id (rule FIFO-2).
     *
     * @param wanted false if never set
     */
    public QueueAttributes contentBasedDeduplication(boolean wanted) {
        return with(QueueAttribute.CONTENT_BASED_DEDUPLICATION, wanted);
    }

    /**
     * Sets within what a FIFO queue looks for duplicates (rules FIFO-4, FIFO-5).
     *
     * @param scope the whole queue if never set
     */
    public QueueAttributes deduplicationScope(DeduplicationScope scope) {
        return with(QueueAttribute.DEDUPLICATION_SCOPE, scope);
    }

    /**
     * Sets what a FIFO queue's throughput is counted for; told, not enforced (rules FIFO-4, FIFO-18).
     *
     * @param limit the whole queue if never set; each group only together with {@link DeduplicationScope#MESSAGE_GROUP}
     */
    public QueueAttributes fifoThroughputLimit(FifoThroughputLimit limit) {
        return with(QueueAttribute.FIFO_THROUGHPUT_LIMIT, limit);
    }

    /**
     * Sets how many messages the queue holds, received ones included, before it refuses more. SQS has no such bound.
     *
     * @param messages 1 to 10,000,000; 100,000 if never set
     * @throws QueueException outside that range
     */
    public QueueAttributes capacity(int messages) {
        return with(QueueAttribute.CAPACITY, messages);
    }

    private QueueAttributes with(QueueAttribute attribute, Object value) {
        attribute.form().check(attribute, value);
        EnumMap<QueueAttribute, Object> more = new EnumMap<>(QueueAttribute.class);
        more.putAll(values);
        more.put(attribute, value);
        return new QueueAttributes(more);
    }

    /** These, with others over them. */
    QueueAttributes with(QueueAttributes changes) {
        EnumMap<QueueAttribute, Object> more = new EnumMap<>(QueueAttribute.class);
        more.putAll(values);
        more.putAll(changes.values);
        return new QueueAttributes(more);
    }

    QueueAttributes with(RedrivePolicy policy) {
        return with(QueueAttribute.REDRIVE_POLICY, policy);
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    /** See {@link #delay(Duration)}. */
    public Duration delay() {
        return (Duration) value(QueueAttribute.DELAY);
    }

    /** See {@link #maximumMessageSize(int)}. */
    public int maximumMessageSize() {
        return (int) value(QueueAttribute.MAXIMUM_MESSAGE_SIZE);
    }

    /** See {@link #retention(Duration)}. */
    public Duration retention() {
        return (Duration) value(QueueAttribute.RETENTION);
    }

    /** See {@link #receiveWaitTime(Duration)}. */
    public Duration receiveWaitTime() {
        return (Duration) value(QueueAttribute.WAIT_TIME);
    }

    /** See {@link #visibilityTimeout(Duration)}. */
    public Duration visibilityTimeout() {
        return (Duration) value(QueueAttribute.VISIBILITY_TIMEOUT);
    }

    /** Where to messages are moved that are received again and again; empty if they stay. */
    public Optional<RedrivePolicy> redrivePolicy() {
        return value(QueueAttribute.REDRIVE_POLICY) instanceof RedrivePolicy policy
                ? Optional.of(policy)
                : Optional.empty();
    }

    /** See {@link #redriveAllowPolicy(RedriveAllowPolicy)}. */
    public RedriveAllowPolicy redriveAllowPolicy() {
        return value(QueueAttribute.REDRIVE_ALLOW_POLICY) instanceof RedriveAllowPolicy policy
                ? policy
                : RedriveAllowPolicy.allowAll();
    }

    /** Whether it is a FIFO queue. */
    public boolean isFifo() {
        return (boolean) value(QueueAttribute.FIFO_QUEUE);
    }

    /** See {@link #contentBasedDeduplication(boolean)}. */
    public boolean contentBasedDeduplication() {
        return (boolean) value(QueueAttribute.CONTENT_BASED_DEDUPLICATION);
    }

    /** See {@link #deduplicationScope(DeduplicationScope)}. */
    public DeduplicationScope deduplicationScope() {
        return (DeduplicationScope) value(QueueAttribute.DEDUPLICATION_SCOPE);
    }

    /** See {@link #fifoThroughputLimit(FifoThroughputLimit)}. */
    public FifoThroughputLimit fifoThroughputLimit() {
        return (FifoThroughputLimit) value(QueueAttribute.FIFO_THROUGHPUT_LIMIT);
    }

    /** See {@link #capacity(int)}. */
    public int capacity() {
        return (int) value(QueueAttribute.CAPACITY);
    }

    private Object value(QueueAttribute attribute) {
        Object set = values.get(attribute);
        return set == null ? attribute.initial() : set;
    }

    // ---- for the queue ---------------------------------------------------------------------------------------------

    /** The first FIFO attribute that is set; null if there is none. */
    @Nullable
    QueueAttribute firstForFifoOnly() {
        return values.keySet().stream()
                .filter(QueueAttribute::isForFifoOnly)
                .findFirst()
                .orElse(null);
    }

    boolean isSet(QueueAttribute attribute) {
        return values.containsKey(attribute);
    }

    /** The first attribute that is set here and differs there; null if there is none (rule QUEUE-10). */
    @Nullable
    QueueAttribute firstDifference(QueueAttributes there) {
        return values.keySet().stream()
                .filter(attribute -> !value(attribute).equals(there.value(attribute)))
                .findFirst()
                .orElse(null);
    }

    /**
     * All under SQS's names and in SQS's form, as {@link #parse} reads them, but for what this kind of queue does not have, and policies
     * that there are not. Of a duration that is no whole number of seconds, which SQS does not have, it is the ISO form, as {@code PT0.5S}.
     */
    public Map<String, String> texts() {
        Map<String, String> texts = new LinkedHashMap<>();
        for (QueueAttribute attribute : QueueAttribute.values()) {
            boolean isOfFifo = attribute.isForFifoOnly() || attribute == QueueAttribute.FIFO_QUEUE;
            String text = attribute.form().print(value(attribute));
            if (!text.isEmpty() && (isFifo() || !isOfFifo)) {
                texts.put(attribute.toString(), text);
            }
        }
        return texts;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof QueueAttributes that && values.equals(that.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return "QueueAttributes" + values;
    }
}
