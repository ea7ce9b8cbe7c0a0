package io.faas4j.stream;

import io.faas4j.error.ValidationException;

/**
 * How fast a stream may be used. Inside a process nothing asks for such limits: a stream has none unless they are set (rule LIB-6),
 * for a test of how an application does under Kinesis's.
 *
 * @param writeRecordsPerSecond to one shard, 1 or more
 * @param writeBytesPerSecond to one shard, partition keys included, 1 or more
 * @param readCallsPerSecond of one shard by all readers together, 1 or more
 * @param readBytesPerSecond of one shard by all readers together, 1 or more; one page may be larger, and the next ones wait for it
 * @param shardCountUpdatesPerDay of the stream, 1 or more
 */
public record StreamLimits(
        int writeRecordsPerSecond,
        int writeBytesPerSecond,
        int readCallsPerSecond,
        int readBytesPerSecond,
        int shardCountUpdatesPerDay) {

    /** Those of Kinesis: 1,000 records and 1 MiB written, 5 calls and 2 MiB read, 10 changes a day (rules STREAM-9, STREAM-22, STREAM-33). */
    public static final StreamLimits KINESIS = new StreamLimits(1_000, 1 << 20, 5, 2 << 20, 10);

    /**
     * Checks them.
     *
     * @throws ValidationException if one is below 1
     */
    public StreamLimits {
        require("writeRecordsPerSecond", writeRecordsPerSecond);
        require("writeBytesPerSecond", writeBytesPerSecond);
        require("readCallsPerSecond", readCallsPerSecond);
        require("readBytesPerSecond", readBytesPerSecond);
        require("shardCountUpdatesPerDay", shardCountUpdatesPerDay);
    }

    private static void require(String field, int value) {
        if (value < 1) {
            throw ValidationException.of(field, value, "Member must have value greater than or equal to 1");
        }
    }
}
