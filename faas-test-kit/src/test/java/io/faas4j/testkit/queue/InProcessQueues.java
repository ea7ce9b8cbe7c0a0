package io.faas4j.testkit.queue;

import io.faas4j.function.ArnScope;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.Queues;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.QueueSource;
import io.faas4j.testkit.contract.QueueSourceFixture;
import java.time.Duration;

/** A queue in this process on virtual time. */
final class InProcessQueues implements QueueSourceFixture {

    private final VirtualTime time = VirtualTime.create();
    private final MessageQueue queue;

    InProcessQueues(String name, QueueAttributes attributes) {
        this.queue = new Queues(ArnScope.DEFAULT, time, RandomSource.seeded(1)).create(name, attributes);
    }

    @Override
    public QueueSource source() {
        return queue;
    }

    @Override
    public void send(String body, String group) {
        queue.send(queue.isFifo() ? NewMessage.of(body).groupId(group) : NewMessage.of(body));
    }

    @Override
    public void advance(Duration duration) {
        time.advance(duration);
    }
}
