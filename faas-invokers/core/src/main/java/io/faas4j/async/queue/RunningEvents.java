package io.faas4j.async.queue;

import java.util.function.Consumer;

/** How many events run with their function, in the batches it is shown. */
final class RunningEvents implements Consumer<MemoryBatch> {

    private int size;
    private int tried;
    private int throttled;

    int size() {
        return size;
    }

    /** How many of them were tried before. */
    int tried() {
        return tried;
    }

    /** How many of them were throttled before. */
    int throttled() {
        return throttled;
    }

    @Override
    public void accept(MemoryBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            QueuedEvent event = batch.event(i);
            if (batch.isRunning(i) && event.delivery == null) {
                size++;
                tried += event.isTried() ? 1 : 0;
                throttled += event.throttles > 0 ? 1 : 0;
            }
        }
    }
}
