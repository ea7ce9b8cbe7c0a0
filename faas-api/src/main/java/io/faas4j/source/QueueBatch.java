package io.faas4j.source;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The messages that a function mapped to a queue is invoked with. A function whose event type is another gets the same as Lambda's
 * JSON (rule EVT-1), and such JSON is read as a batch when the function is invoked with it in another way. Belongs to one
 * invocation.
 *
 * @param <T> what a body holds: {@code String} and {@code byte[]} as they are, all else read from JSON
 */
public final class QueueBatch<T> implements Iterable<QueueBatch.Item<T>> {

    private final String eventSourceArn;
    private final List<Item<T>> messages;

    private QueueBatch(String eventSourceArn, List<Item<T>> messages) {
        this.eventSourceArn = eventSourceArn;
        this.messages = messages;
    }

    /**
     * A batch.
     *
     * @param eventSourceArn the queue
     * @param received in their order
     * @param decoder reads a body, when it is asked for
     */
    public static <T> QueueBatch<T> of(String eventSourceArn, List<QueueMessage> received, RecordDecoder<T> decoder) {
        return ofUnchanging(eventSourceArn, List.copyOf(received), decoder);
    }

    /**
     * A batch of messages in a list that does not change any more: as {@link #of}, without a copy of it.
     *
     * @param eventSourceArn the queue
     * @param received in their order; may be made when they are looked at
     * @param decoder reads a body, when it is asked for
     */
    public static <T> QueueBatch<T> ofUnchanging(
            String eventSourceArn, List<QueueMessage> received, RecordDecoder<T> decoder) {
        return new QueueBatch<>(
                Objects.requireNonNull(eventSourceArn, "eventSourceArn"),
                new ListView<>(received, message -> new Item<>(message, decoder)));
    }

    /**
     * A handler of batches that gives one message after the other to a handler of values, and reports those it threw at, for a
     * mapping that looks at such reports. Behind a message that failed, those of its group are reported too without being
     * handled, as their order would be lost else (rule ESM-SQS-11). An interrupt ends the batch.
     *
     * @param handler of a body's value; what it answers is dropped
     */
    public static <T> Handler<QueueBatch<T>, BatchResponse> each(Handler<? super T, ?> handler) {
        return (batch, context) -> batch.handleEach(handler, context);
    }

    private BatchResponse handleEach(Handler<? super T, ?> handler, Context context) throws InterruptedException {
        List<String> failed = new ArrayList<>();
        Set<String> failedGroups = new HashSet<>();
        for (Item<T> each : messages) {
            Optional<String> group =
                    each.message().sequenceNumber().isPresent() ? each.message().groupId() : Optional.empty();
            if (group.filter(failedGroups::contains).isPresent()) {
                failed.add(each.messageId());
                continue;
            }
            try {
                handler.handle(each.value(), context);
            } catch (InterruptedException interrupt) {
                throw interrupt;
            } catch (Exception failure) {
                context.logger().log("Message %s failed: %s".formatted(each.messageId(), failure));
                failed.add(each.messageId());
                group.ifPresent(failedGroups::add);
            }
        }
        return BatchResponse.failed(failed);
    }

    /** The queue's ARN. */
    public String eventSourceArn() {
        return eventSourceArn;
    }

    /** The messages, on a FIFO queue in the order of each group. */
    public List<Item<T>> items() {
        return messages;
    }

    /** How many there are: 1 or more. */
    public int size() {
        return messages.size();
    }

    @Override
    public Iterator<Item<T>> iterator() {
        return messages.iterator();
    }

    @Override
    public String toString() {
        return "QueueBatch[%d messages of %s]".formatted(messages.size(), eventSourceArn);
    }

    /**
     * One message.
     *
     * @param <T> what its body holds
     */
    public static final class Item<T> {

        private final QueueMessage message;
        private final RecordDecoder<T> decoder;

        Item(QueueMessage message, RecordDecoder<T> decoder) {
            this.message = message;
            this.decoder = decoder;
        }

        /** What a failure is reported by. */
        public String messageId() {
            return message.messageId();
        }

        /** The message as it was received, with all that goes with it. */
        public QueueMessage message() {
            return message;
        }

        /**
         * What the body holds, read anew each time.
         *
         * @throws RecordDecodingException if it does not hold that, or a JSON null
         */
        public T value() {
            return RecordDecodingException.decode(messageId(), message.body(), decoder);
        }

        @Override
        public String toString() {
            return message.toString();
        }
    }
}
