package io.faas4j.testkit.queue;

import io.faas4j.queue.QueueAttributes;
import io.faas4j.testkit.contract.QueueSourceContract;
import io.faas4j.testkit.contract.QueueSourceFixture;

/** The standard queue in this process keeps the contract. */
class StandardQueueSourceTest extends QueueSourceContract {

    @Override
    protected QueueSourceFixture open() {
        return new InProcessQueues("orders", QueueAttributes.NONE);
    }
}
