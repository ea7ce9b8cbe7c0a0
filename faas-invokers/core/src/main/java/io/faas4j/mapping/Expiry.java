package io.faas4j.mapping;

import io.faas4j.mapping.batch.AgeCut;
import io.faas4j.mapping.batch.BatchAttempt;
import io.faas4j.source.StreamSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a batch that is to be tried again has lost meanwhile, since its stream does not keep it any more: nobody could read that again,
 * and so it is not tried on for ever (rule ESM-STREAM-5). What was read in time is tried once, however long it had to wait. Safe for
 * use by many threads.
 */
final class Expiry {

    private final StreamSource source;

    Expiry(StreamSource source) {
        this.source = source;
    }

    /** What is gone, and what is left. */
    AgeCut cut(ShardProcessor shard, BatchAttempt attempt) {
        if (!attempt.isTriedAgain() || attempt.records().isEmpty()) {
            return new AgeCut(List.of(), attempt);
        }
        if (shard.isGone()) {
            return attempt.cutAll();
        }
        String horizon = horizon(shard.shardId());
        return horizon == null ? new AgeCut(List.of(), attempt) : attempt.cutBefore(horizon);
    }

    private @Nullable String horizon(String shardId) {
        try {
            return source.trimHorizon(shardId).orElse(null);
        } catch (Exception | LinkageError unreachable) {
            // Nobody knows: what was read is tried again. Whether the shard is there at all, the list of shards tells.
            return null;
        }
    }
}
