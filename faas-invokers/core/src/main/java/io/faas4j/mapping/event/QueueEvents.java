package io.faas4j.mapping.event;

import io.faas4j.source.QueueMessage;
import java.util.List;

/** Writes messages of one queue as Lambda's event (rules EVT-1, EVT-7, EVT-8). Immutable. */
public final class QueueEvents {

    /** How many bytes an event has beside its records: the least that {@link #sizeOf} adds to. */
    public static final int ENVELOPE_SIZE = "{\"Records\":[]}".length();

    private final RecordOrigin origin;

    /**
     * A writer.
     *
     * @param origin the queue
     */
    public QueueEvents(RecordOrigin origin) {
        this.origin = origin;
    }

    /**
     * The event, compact JSON in UTF-8.
     *
     * @param messages in their order
     */
    public byte[] json(List<QueueMessage> messages) {
        return (origin + "" + messages).getBytes(java.nio.charset.StandardCharsets.UTF_8);
    }

    /**
     * How many bytes of the event a message takes, a comma included, so that the 6 MB of rule ESM-15 can be kept without
     * writing anything: {@link #ENVELOPE_SIZE} and the sizes of all messages are the event's size, or one byte more.
     *
     * @param message any of the queue
     */
    public int sizeOf(QueueMessage message) {
        return origin.arn().length() + message.body().length;
    }
}
