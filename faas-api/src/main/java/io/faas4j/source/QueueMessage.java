package io.faas4j.source;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A message as one receive gave it out; equal to another if their receipts are: a source may make it anew whenever it is looked at.
 * Immutable; the body is not copied. Made by {@link #builder}.
 */
public final class QueueMessage {

    private final Receipt receipt;
    private final byte[] body;
    private final int receiveCount;
    private final Instant sentAt;
    private final Instant firstReceivedAt;
    private final @Nullable String groupId;
    private final @Nullable String deduplicationId;
    private final @Nullable String sequenceNumber;
    private final Map<String, String> systemAttributes;
    private final Map<String, MessageAttribute> attributes;

    private QueueMessage(Builder builder) {
        this.receipt = builder.receipt;
        this.body = builder.body;
        this.receiveCount = builder.receiveCount;
        this.sentAt = builder.sentAt;
        this.firstReceivedAt = builder.firstReceivedAt;
        this.groupId = builder.groupId;
        this.deduplicationId = builder.deduplicationId;
        this.sequenceNumber = builder.sequenceNumber;
        this.systemAttributes = Map.copyOf(builder.systemAttributes);
        this.attributes = builder.attributes;
    }

    private QueueMessage(QueueMessage like, Receipt receipt, byte[] body) {
        this.receipt = receipt;
        this.body = body;
        this.receiveCount = like.receiveCount;
        this.sentAt = like.sentAt;
        this.firstReceivedAt = like.firstReceivedAt;
        this.groupId = like.groupId;
        this.deduplicationId = like.deduplicationId;
        this.sequenceNumber = like.sequenceNumber;
        this.systemAttributes = like.systemAttributes;
        this.attributes = like.attributes;
    }

    /**
     * What one receive knows a message by, for a source that makes the texts only when they are asked for. Immutable, and safe for
     * use by many threads. Receipts of the same receive of the same message are equal if the source makes several of them.
     */
    public interface Receipt {

        /** The same in every receive. */
        String messageId();

        /** What deletes the message, or changes how long it is hidden; another one in every receive. */
        String receiptHandle();
    }

    private record Texts(String messageId, String receiptHandle) implements Receipt {}

    /**
     * As {@link #builder(String, String, byte[], Instant)}, with texts that are made when they are asked for.
     *
     * @param receipt the source's own; it finds it again as {@link #receipt}
     * @param body not copied
     * @param sentAt when it was sent
     */
    public static Builder builder(Receipt receipt, byte[] body, Instant sentAt) {
        return new Builder(receipt, body, sentAt);
    }

    /**
     * A message that was received for the first time, just after it was sent, unless more is said.
     *
     * @param messageId the same in every receive
     * @param receiptHandle another one in every receive
     * @param body not copied
     * @param sentAt when it was sent
     */
    public static Builder builder(String messageId, String receiptHandle, byte[] body, Instant sentAt) {
        return builder(
                new Texts(
                        Objects.requireNonNull(messageId, "messageId"),
                        Objects.requireNonNull(receiptHandle, "receiptHandle")),
                body,
                sentAt);
    }

    /**
     * Another message that was sent and received together with this one, and is like it in all else.
     *
     * @param otherReceipt its own
     * @param otherBody its own, not copied
     */
    public QueueMessage with(Receipt otherReceipt, byte[] otherBody) {
        return new QueueMessage(this, otherReceipt, otherBody);
    }

    /** What its receive knows it by, as the source gave it. */
    public Receipt receipt() {
        return receipt;
    }

    /** The same in every receive. */
    public String messageId() {
        return receipt.messageId();
    }

    /** What deletes the message, or changes how long it is hidden; another one in every receive. */
    public String receiptHandle() {
        return receipt.receiptHandle();
    }

    /** The body as it was sent; not a copy. */
    public byte[] body() {
        return body;
    }

    /** {@link #body()} as UTF-8. */
    public String bodyAsText() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** How often it was received, this time included: 1 or more. */
    public int receiveCount() {
        return receiveCount;
    }

    /** When it was sent. */
    public Instant sentAt() {
        return sentAt;
    }

    /** When it was received for the first time. */
    public Instant firstReceivedAt() {
        return firstReceivedAt;
    }

    /** Its group: that keeps an order on a FIFO queue, and names a tenant on another (rules FIFO-1, FAIR-1). */
    public Optional<String> groupId() {
        return Optional.ofNullable(groupId);
    }

    /** By what a FIFO queue knows duplicates (rule FIFO-2). */
    public Optional<String> deduplicationId() {
        return Optional.ofNullable(deduplicationId);
    }

    /** Its place in a FIFO queue (rule FIFO-6). */
    public Optional<String> sequenceNumber() {
        return Optional.ofNullable(sequenceNumber);
    }

    /** What else the queue says of it, such as {@code DeadLetterQueueSourceArn} (rule QUEUE-37). */
    public Map<String, String> systemAttributes() {
        return systemAttributes;
    }

    /** What its sender gave with it, by name, in the order it was sent. */
    public Map<String, MessageAttribute> attributes() {
        return attributes;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof QueueMessage that && receipt.equals(that.receipt);
    }

    @Override
    public int hashCode() {
        return receipt.hashCode();
    }

    @Override
    public String toString() {
        return "QueueMessage[%s, %d bytes, received %d times]".formatted(messageId(), body.length, receiveCount);
    }

    /** Collects a message. Not safe for use by many threads. */
    public static final class Builder {

        private final Receipt receipt;
        private final byte[] body;
        private final Instant sentAt;
        private Map<String, String> systemAttributes = Map.of();
        private Map<String, MessageAttribute> attributes = Map.of();
        private Instant firstReceivedAt;
        private int receiveCount = 1;
        private @Nullable String groupId;
        private @Nullable String deduplicationId;
        private @Nullable String sequenceNumber;

        private Builder(Receipt receipt, byte[] body, Instant sentAt) {
            this.receipt = Objects.requireNonNull(receipt, "receipt");
            this.body = Objects.requireNonNull(body, "body");
            this.sentAt = Objects.requireNonNull(sentAt, "sentAt");
            this.firstReceivedAt = sentAt;
        }

        /**
         * Sets how often it was received, and when for the first time.
         *
         * @param count 1 or more, this time included
         * @param first when
         */
        public Builder received(int count, Instant first) {
            this.receiveCount = count;
            this.firstReceivedAt = first;
            return this;
        }

        /**
         * Sets its group.
         *
         * @param id that keeps an order, or names a tenant
         */
        public Builder groupId(String id) {
            this.groupId = id;
            return this;
        }

        /**
         * Sets what a FIFO queue knows of it.
         *
         * @param deduplication by what duplicates are known
         * @param sequence its place
         */
        public Builder fifo(String deduplication, String sequence) {
            this.deduplicationId = deduplication;
            this.sequenceNumber = sequence;
            return this;
        }

        /**
         * Adds what else the queue says of it.
         *
         * @param name such as {@code DeadLetterQueueSourceArn}
         * @param value a text
         */
        public Builder systemAttribute(String name, String value) {
            Map<String, String> more = new LinkedHashMap<>(systemAttributes);
            more.put(name, value);
            this.systemAttributes = more;
            return this;
        }

        /**
         * Sets all that the queue says of it besides; replaces what was there.
         *
         * @param said by name; copied unless it is immutable
         */
        public Builder systemAttributes(Map<String, String> said) {
            this.systemAttributes = said;
            return this;
        }

        /**
         * Sets what its sender gave with it.
         *
         * @param sent not copied: must not change any more
         */
        public Builder attributes(Map<String, MessageAttribute> sent) {
            this.attributes = sent;
            return this;
        }

        /** The message. */
        public QueueMessage build() {
            return new QueueMessage(this);
        }
    }
}
