package io.faas4j.testkit.queue;

import io.faas4j.queue.QueueAttributes;
import io.faas4j.testkit.contract.QueueSourceContract;
import io.faas4j.testkit.contract.QueueSourceFixture;

/** The FIFO queue in this process keeps the contract. */
class FifoQueueSourceTest extends QueueSourceContract {

    @Override
    protected QueueSourceFixture open() {
        return new InProcessQueues("orders.fifo", QueueAttributes.FIFO.contentBasedDeduplication(true));
    }
}
