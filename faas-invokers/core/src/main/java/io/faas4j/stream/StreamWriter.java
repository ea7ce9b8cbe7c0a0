package io.faas4j.stream;

import io.faas4j.error.StreamFullException;
import io.faas4j.error.StreamFullException.Limit;
import io.faas4j.error.ValidationException;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.stream.PutOutcome.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes records into the shards that they belong to, and tells who listens. */
final class StreamWriter {

    /*
     * A record's place is taken before its shard's lock, as making room may need the locks of others. A shard that was closed meanwhile
     * is locked until the shards that came from it are there: then the record goes to one of these (rule STREAM-35).
     */
    private static final int MOST_KEY_CHARACTERS = 256;
    private static final int MOST_RECORDS = 500;
    private static final long MOST_BYTES = 10 << 20;

    private final String stream;
    private final int maxRecordSize;
    private final Shards shards;
    private final Keeping keeping;
    private final Subscriptions subscriptions;
    private final TimeSource time;
    private final PartitionHash hash = new PartitionHash();

    StreamWriter(
            String stream,
            int maxRecordSize,
            Shards shards,
            Keeping keeping,
            Subscriptions subscriptions,
            TimeSource time) {
        this.stream = stream;
        this.maxRecordSize = maxRecordSize;
        this.shards = shards;
        this.keeping = keeping;
        this.subscriptions = subscriptions;
        this.time = time;
    }

    // ---- what is written --------------------------------------------------------------------------------------------

    PendingRecord pending(StreamEntry entry) {
        String key = entry.partitionKey();
        if (key.isEmpty() || key.length() > MOST_KEY_CHARACTERS) {
            throw ValidationException.of(
                    "partitionKey", key, "Member must have length between 1 and " + MOST_KEY_CHARACTERS);
        }
        HashKey explicit = entry.explicitHashKey();
        byte[] data = entry.data();
        return pending(key, explicit == null ? hash.of(key) : explicit, data.length, at -> data, entry.behind());
    }

    /** One whose data is known in full only with its place, and whose key may be of any length. */
    PendingRecord pending(String partitionKey, int dataSize, PendingRecord.Data data) {
        return pending(partitionKey, hash.of(partitionKey), dataSize, data, null);
    }

    private PendingRecord pending(
            String partitionKey, HashKey hashKey, int dataSize, PendingRecord.Data data, @Nullable String behind) {
        long size = (long) dataSize + Utf8.length(partitionKey);
        if (size > maxRecordSize) {
            throw ValidationException.of(
                    "data",
                    size + " bytes with the partition key",
                    "Member must have length less than or equal to " + maxRecordSize);
        }
        return new PendingRecord(partitionKey, hashKey, (int) size, data, behind);
    }

    List<PendingRecord> pending(List<StreamEntry> entries) {
        if (entries.isEmpty() || entries.size() > MOST_RECORDS) {
            throw ValidationException.of(
                    "records", entries.size() + " records", "Member must have length between 1 and " + MOST_RECORDS);
        }
        List<PendingRecord> records = new ArrayList<>(entries.size());
        long bytes = 0;
        for (StreamEntry entry : entries) {
            PendingRecord record = pending(entry);
            records.add(record);
            bytes += record.size();
        }
        if (bytes > MOST_BYTES) {
            throw ValidationException.of(
                    "records", bytes + " bytes", "Member must have length less than or equal to " + MOST_BYTES);
        }
        return records;
    }

    // ---- writing ----------------------------------------------------------------------------------------------------

    PutOutcome write(PendingRecord record) {
        Instant now = time.now();
        PutOutcome refusal = refusalForRoom(record, now);
        if (refusal != null) {
            return refusal;
        }
        PutOutcome outcome = null;
        while (outcome == null) {
            outcome = tryWrite(shards.topology().of(record.hash()), record, now);
        }
        return outcome;
    }

    /** Answers null if the shard is closed. */
    private @Nullable PutOutcome tryWrite(StreamShard shard, PendingRecord record, Instant now) {
        PutOutcome outcome;
        shard.lock();
        try {
            if (!shard.isOpen()) {
                return null;
            }
            outcome = append(shard, record, now);
        } finally {
            shard.unlock();
        }
        subscriptions.available(shard.id);
        return outcome;
    }

    private PutOutcome append(StreamShard shard, PendingRecord record, Instant now) {
        PutOutcome outcome = shard.append(record, now);
        if (outcome instanceof Refused) {
            keeping.giveBack(record.size());
        }
        return outcome;
    }

    private @Nullable PutOutcome refusalForRoom(PendingRecord record, Instant now) {
        shards.topology();
        Limit missing = keeping.tryTake(record.size(), now);
        return missing == null ? null : new Refused(new StreamFullException(stream, missing, keeping.max(missing)));
    }

    /** Each shard is locked once for all its records, which keep their order. */
    PutResult writeAll(List<PendingRecord> records) {
        Instant now = time.now();
        @Nullable PutOutcome[] outcomes = new PutOutcome[records.size()];
        for (int i = 0; i < outcomes.length; i++) {
            outcomes[i] = refusalForRoom(records.get(i), now);
        }
        for (int i = 0; i < outcomes.length; i++) {
            while (outcomes[i] == null) {
                writeShard(shards.topology().of(records.get(i).hash()), records, i, outcomes, now);
            }
        }
        return PutResult.of(outcomes);
    }

    private void writeShard(
            StreamShard shard, List<PendingRecord> records, int from, @Nullable PutOutcome[] outcomes, Instant now) {
        shard.lock();
        try {
            if (!shard.isOpen()) {
                return;
            }
            for (int i = from; i < outcomes.length; i++) {
                if (outcomes[i] == null && shard.range.contains(records.get(i).hash())) {
                    outcomes[i] = append(shard, records.get(i), now);
                }
            }
        } finally {
            shard.unlock();
        }
        subscriptions.available(shard.id);
    }
}
