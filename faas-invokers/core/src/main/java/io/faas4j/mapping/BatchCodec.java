package io.faas4j.mapping;

import io.faas4j.mapping.event.QueueEventReader;
import io.faas4j.mapping.event.StreamEvent;
import io.faas4j.mapping.event.StreamEventReader;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.payload.PayloadException;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.StreamBatch;
import java.lang.reflect.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads typed batches from Lambda's JSON events, as mappings make them without; all else as another codec does. */
final class BatchCodec implements PayloadCodec {

    private final PayloadCodec values;

    BatchCodec(PayloadCodec values) {
        this.values = values;
    }

    @Override
    public Binding bind(Type type) {
        Class<?> raw = Decoders.raw(type);
        if (raw == StreamBatch.class) {
            return new BatchBinding(type, json -> records(json, Decoders.itemType(type)));
        }
        if (raw == QueueBatch.class) {
            return new BatchBinding(type, json -> messages(json, Decoders.itemType(type)));
        }
        return values.bind(type);
    }

    @Override
    public void check(byte[] json) throws PayloadException {
        values.check(json);
    }

    private StreamBatch<?> records(byte[] json, Type item) {
        StreamEvent event = StreamEventReader.read(json);
        StreamBatch<?> batch = StreamBatch.of(
                event.eventSourceArn(), event.shardId(), event.records(), Decoders.ofRecords(item, values));
        return event.window() == null ? batch : batch.inWindow(Decoders.window(event.window(), values));
    }

    private QueueBatch<?> messages(byte[] json, Type item) {
        List<QueueMessage> messages = QueueEventReader.read(json);
        return QueueBatch.of(QueueEventReader.eventSourceArn(json), messages, Decoders.of(item, values));
    }

    @FunctionalInterface
    private interface Reader {
        Object read(byte[] json);
    }

    private final class BatchBinding implements Binding {

        private final Type type;
        private final Reader reader;

        BatchBinding(Type type, Reader reader) {
            this.type = type;
            this.reader = reader;
        }

        @Override
        public byte[] encode(@Nullable Object value) throws PayloadException {
            return values.bind(type).encode(value);
        }

        @Override
        public @Nullable Object decode(byte[] json) throws PayloadException {
            if (json.length == 0) {
                return null;
            }
            values.check(json);
            try {
                return reader.read(json);
            } catch (IllegalArgumentException other) {
                throw new PayloadException(false, other.getMessage(), other);
            }
        }
    }
}
