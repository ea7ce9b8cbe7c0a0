package io.faas4j.mapping.event;

import io.faas4j.source.StreamRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an event of a stream's records says.
 *
 * @param eventSourceArn the stream; empty if the event does not say
 * @param shardId the shard; empty if the event does not say, as that of a change log without windows
 * @param records in their order; copied
 * @param window null if there is none
 */
public record StreamEvent(
        String eventSourceArn,
        String shardId,
        List<StreamRecord> records,
        @Nullable WindowFields window) {

    /** Takes a copy. */
    public StreamEvent {
        records = List.copyOf(records);
    }
}
