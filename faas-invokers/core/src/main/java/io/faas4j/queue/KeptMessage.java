package io.faas4j.queue;

import io.faas4j.source.MessageAttribute;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What stays the same of a message in a {@link QueueStore} as long as it is in one queue.
 *
 * @param id its own
 * @param body UTF-8, not copied
 * @param attributes what its sender gave with it, in the order it was sent; not copied
 * @param systemAttributes what the queue says of it besides; not copied
 * @param groupId its group; null if it has none, which is so on no FIFO queue
 * @param deduplicationId by what a FIFO queue knows duplicates; null on a standard queue
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, and never compared
public record KeptMessage(
        UUID id,
        byte[] body,
        Map<String, MessageAttribute> attributes,
        Map<String, String> systemAttributes,
        @Nullable String groupId,
        @Nullable String deduplicationId) {}
