package io.faas4j.stream;

import io.faas4j.source.StreamRecord;
import org.jspecify.annotations.Nullable;

/** Some records in a row. Written by one thread at a time. */
final class Segment {

    static final int SIZE = 512;

    final @Nullable StreamRecord[] records = new StreamRecord[SIZE];

    /** Of the records that are still there. */
    int count;

    /** Of the records that are still there. */
    long bytes;

    void set(int place, StreamRecord record, int size) {
        records[place] = record;
        count++;
        bytes += size;
    }

    /** Forgets what stands before a place. */
    void clear(int before) {
        for (int place = 0; place < before; place++) {
            StreamRecord record = records[place];
            if (record != null) {
                records[place] = null;
                count--;
                bytes -= ShardLog.size(record);
            }
        }
    }
}
