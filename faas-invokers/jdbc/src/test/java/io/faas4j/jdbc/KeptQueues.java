package io.faas4j.jdbc;

import io.faas4j.durable.DurableStore;
import io.faas4j.durable.OpenStore;
import io.faas4j.function.ArnScope;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.Queues;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.runtime.time.WorkerThreads;
import io.faas4j.source.QueueSource;
import io.faas4j.testkit.contract.QueueSourceFixture;
import java.time.Duration;

/** A queue in a store on virtual time. */
final class KeptQueues implements QueueSourceFixture {

    private final VirtualTime time = VirtualTime.create();
    private final OpenStore opened;
    private final MessageQueue queue;

    KeptQueues(DurableStore store, String name, QueueAttributes attributes) {
        this.opened = store.open(time);
        this.queue = queues(opened, time, 1).create(name, attributes);
    }

    /** Those of an open store. */
    static Queues queues(OpenStore opened, TimeSource time, long seed) {
        return new Queues(ArnScope.DEFAULT, time, RandomSource.seeded(seed), opened.queues(), WorkerThreads.platform());
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

    @Override
    public void close() {
        opened.close();
    }
}
