package io.faas4j.samples.benchmarks;

import io.faas4j.function.Context;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamRecord;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.CompilerControl;

/**
 * The handlers of all contestants that take batches: each looks at every record, and the last one tells that it was the last.
 * Never inlined, so that a batch is really made for it.
 */
final class BatchArrivals {

    private final AtomicInteger missing = new AtomicInteger();
    private final LongAdder bytes = new LongAdder();
    private volatile CountDownLatch last = new CountDownLatch(1);

    /** Before so many records are sent, or read. */
    void expect(int records) {
        bytes.reset();
        missing.set(records);
        last = new CountDownLatch(1);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    @Nullable
    Void records(StreamBatch<byte[]> batch, @Nullable Context context) {
        long seen = 0;
        for (StreamBatch.Item<byte[]> item : batch) {
            seen += item.record().data().length;
        }
        return arrived(batch.size(), seen);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    @Nullable
    Void read(List<StreamRecord> batch) {
        long seen = 0;
        for (StreamRecord record : batch) {
            seen += record.data().length;
        }
        return arrived(batch.size(), seen);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    @Nullable
    Void messages(QueueBatch<byte[]> batch, @Nullable Context context) {
        long seen = 0;
        for (QueueBatch.Item<byte[]> item : batch) {
            seen += item.message().body().length;
        }
        return arrived(batch.size(), seen);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    @Nullable
    Void handedOff(List<Mappings.Message> batch) {
        long seen = 0;
        for (Mappings.Message message : batch) {
            seen += message.body.length;
        }
        return arrived(batch.size(), seen);
    }

    private @Nullable Void arrived(int records, long seen) {
        bytes.add(seen);
        if (missing.addAndGet(-records) == 0) {
            last.countDown();
        }
        return null;
    }

    /** Until all have arrived; answers how many bytes they had. */
    long await() throws InterruptedException {
        last.await();
        return bytes.sum();
    }
}
