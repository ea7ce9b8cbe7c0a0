package io.faas4j.mapping;

import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.source.QueueBatch;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;

/** A standard queue and a function for its batches, for tests to extend. */
abstract class MappedQueue {

    static final Duration VISIBILITY = Duration.ofSeconds(60);

    final Seen<QueueBatch<String>> seen = Seen.messages();
    MessageQueue queue;

    @BeforeEach
    void a_queue(FaasTestRuntime runtime) {
        queue = runtime.faas().queues().create("orders", QueueAttributes.NONE.visibilityTimeout(VISIBILITY));
        runtime.deploy(Seen.ofMessages("ship", seen));
    }

    MappingBuilder map(FaasTestRuntime runtime) {
        return runtime.faas().map(queue).to("ship");
    }

    int left() {
        return queue.approximateNumberOfMessages() + queue.approximateNumberOfMessagesNotVisible();
    }
}
