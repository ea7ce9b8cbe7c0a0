package io.faas4j.queue;

import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** The queues of one runtime in memory. */
final class MemoryCatalog implements QueueCatalog {

    private static final Duration BEFORE_ANOTHER = Duration.ofMinutes(1);

    private final Queues of;
    private final ArnScope scope;
    private final TimeSource time;
    private final RandomSource random;
    private final Map<String, MessageQueue> queues = new ConcurrentSkipListMap<>();
    private final Map<String, Long> deletedNanos = new HashMap<>();

    MemoryCatalog(Queues of, ArnScope scope, TimeSource time, RandomSource random) {
        this.of = of;
        this.scope = scope;
        this.time = time;
        this.random = random;
    }

    @Override
    public @Nullable MessageQueue find(String name) {
        return queues.get(name);
    }

    /** What a queue is made of; null if it is not there. */
    private @Nullable QueueState stateOf(String nameOrArn) {
        MessageQueue queue = queues.get(Queues.nameOf(nameOrArn));
        return queue == null ? null : ((MemoryBody) queue.body()).state();
    }

    @Override
    public Collection<MessageQueue> all() {
        return queues.values();
    }

    @Override
    public MessageQueue make(String name, QueueAttributes attributes) {
        checkNotDeletedRecently(name);
        String arn = of.arnOf(name);
        Inlet inlet = new Inlet(attributes.isFifo(), scope.account(), time, random);
        QueueState state = new QueueState(name, arn, attributes, time, inlet);
        MemoryBody body = new MemoryBody(state, inlet, new ReceiptHandles(random.nextLong()), this::stateOf);
        MessageQueue made = new MessageQueue(name, arn, attributes.isFifo(), body, of);
        queues.put(name, made);
        return made;
    }

    private void checkNotDeletedRecently(String name) {
        long now = time.nanoTime();
        deletedNanos.values().removeIf(deleted -> now - deleted >= BEFORE_ANOTHER.toNanos());
        if (deletedNanos.containsKey(name)) {
            throw Refusals.deletedRecently();
        }
    }

    @Override
    public void forget(MessageQueue queue) {
        queues.remove(queue.name());
        deletedNanos.put(queue.name(), time.nanoTime());
    }

    @Override
    public void move(Runnable step) {
        step.run();
    }
}
