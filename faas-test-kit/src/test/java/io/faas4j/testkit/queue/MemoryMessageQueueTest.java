package io.faas4j.testkit.queue;

import io.faas4j.function.ArnScope;
import io.faas4j.queue.Queues;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.testkit.contract.MessageQueueContract;

/** Queues in memory keep the contract. */
class MemoryMessageQueueTest extends MessageQueueContract {

    @Override
    protected Queues open(TimeSource source) {
        return new Queues(ArnScope.DEFAULT, source, RandomSource.seeded(1));
    }

    @Override
    protected int sequences() {
        return 40;
    }

    @Override
    protected int steps() {
        return 1_500;
    }

    @Override
    protected boolean isOldestFirst() {
        return true;
    }
}
