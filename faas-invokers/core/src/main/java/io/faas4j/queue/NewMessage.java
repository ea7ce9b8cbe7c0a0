package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.source.MessageAttribute;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message that is to be sent. Each method that takes a value answers the same message with one more. Immutable; the body is not
 * copied. What is wrong with it shows when it is sent.
 *
 * <pre>{@code queue.send(NewMessage.of("{\"order\":7}").groupId("customer-3").deduplicationId("7")) }</pre>
 */
public final class NewMessage {

    private final byte[] body;
    private final Map<String, MessageAttribute> attributes;
    private final @Nullable Duration delay;
    private final @Nullable String groupId;
    private final @Nullable String deduplicationId;
    private final @Nullable String traceHeader;

    private NewMessage(
            byte[] body,
            Map<String, MessageAttribute> attributes,
            @Nullable Duration delay,
            @Nullable String groupId,
            @Nullable String deduplicationId,
            @Nullable String traceHeader) {
        this.body = body;
        this.attributes = attributes;
        this.delay = delay;
        this.groupId = groupId;
        this.deduplicationId = deduplicationId;
        this.traceHeader = traceHeader;
    }

    /**
     * A text.
     *
     * @param body at least one character, of those that rule QUEUE-21 allows
     * @throws QueueException if half of a surrogate pair is in it
     */
    public static NewMessage of(String body) {
        return of(BodyText.bytes(body));
    }

    /**
     * The bytes of a text.
     *
     * @param body UTF-8, at least one character, of those that rule QUEUE-21 allows; not copied, and must not change any more
     */
    public static NewMessage of(byte[] body) {
        return new NewMessage(Objects.requireNonNull(body, "body"), Map.of(), null, null, null, null);
    }

    /**
     * Sets what goes with it.
     *
     * @param values by name, at most 10; copied when it is sent
     */
    public NewMessage attributes(Map<String, MessageAttribute> values) {
        return new NewMessage(body, values, delay, groupId, deduplicationId, traceHeader);
    }

    /**
     * Adds what goes with it.
     *
     * @param name 1 to 256 of {@code [A-Za-z0-9_.-]}, with single dots inside
     * @param value not empty
     */
    public NewMessage attribute(String name, MessageAttribute value) {
        Map<String, MessageAttribute> more = new LinkedHashMap<>(attributes);
        more.put(name, value);
        return attributes(more);
    }

    /**
     * Has it stay invisible at first, for another time than the queue says (rules QUEUE-26, QUEUE-27).
     *
     * @param value 0 to 900 s; on a FIFO queue only 0, which means what the queue says
     */
    public NewMessage delay(Duration value) {
        return new NewMessage(body, attributes, value, groupId, deduplicationId, traceHeader);
    }

    /**
     * Sets its group: on a FIFO queue what keeps an order, on another the tenant it belongs to (rules FIFO-1, FAIR-1).
     *
     * @param id 1 to 128 ASCII letters, digits and punctuation marks; a FIFO queue needs one
     */
    public NewMessage groupId(String id) {
        return new NewMessage(body, attributes, delay, id, deduplicationId, traceHeader);
    }

    /**
     * Sets by what a FIFO queue knows it again within five minutes (rules FIFO-2, FIFO-3).
     *
     * @param id 1 to 128 ASCII letters, digits and punctuation marks
     */
    public NewMessage deduplicationId(String id) {
        return new NewMessage(body, attributes, delay, groupId, id, traceHeader);
    }

    /**
     * Sets the system attribute {@code AWSTraceHeader} (rule QUEUE-37). If a handler sends the message, the queue adds {@code
     * Lineage=} and the functions whose invocations led to it, so that mappings stop messages that go in a circle (rule REC-3).
     *
     * @param header any; does not count for the message's size
     */
    public NewMessage traceHeader(String header) {
        return new NewMessage(body, attributes, delay, groupId, deduplicationId, header);
    }

    byte[] body() {
        return body;
    }

    Map<String, MessageAttribute> attributes() {
        return attributes;
    }

    @Nullable
    Duration delay() {
        return delay;
    }

    @Nullable
    String groupId() {
        return groupId;
    }

    @Nullable
    String deduplicationId() {
        return deduplicationId;
    }

    @Nullable
    String traceHeader() {
        return traceHeader;
    }

    /** Whether nothing was set but the body. */
    boolean isBodyOnly() {
        return attributes.isEmpty()
                && delay == null
                && groupId == null
                && deduplicationId == null
                && traceHeader == null;
    }

    /** Bytes that it counts for (rule QUEUE-22). */
    long size() {
        return body.length + AttributeChecks.size(attributes);
    }

    @Override
    public String toString() {
        return "NewMessage[%d bytes, group %s]".formatted(body.length, groupId);
    }
}
