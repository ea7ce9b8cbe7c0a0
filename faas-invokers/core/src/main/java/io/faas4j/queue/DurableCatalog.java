package io.faas4j.queue;

import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import java.util.Collection;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/** The queues of a store, as this process sees them. */
final class DurableCatalog implements QueueCatalog {

    private final Queues of;
    private final ArnScope scope;
    private final TimeSource time;
    private final RandomSource random;
    private final QueueStore store;

    private final WorkerThreads threads;

    /** One object for each queue, as its audience is in there; by name. */
    private final ConcurrentMap<String, MessageQueue> known = new ConcurrentHashMap<>();

    DurableCatalog(
            Queues of, ArnScope scope, TimeSource time, RandomSource random, QueueStore store, WorkerThreads threads) {
        this.of = of;
        this.scope = scope;
        this.time = time;
        this.random = random;
        this.store = store;
        this.threads = threads;
    }

    @Override
    public @Nullable MessageQueue find(String name) {
        return store.find(name).map(this::queue).orElse(null);
    }

    private MessageQueue queue(KeptQueue kept) {
        return known.compute(
                kept.name(),
                (name, found) -> found != null && ((DurableBody) found.body()).isOf(kept) ? found : made(kept));
    }

    private MessageQueue made(KeptQueue kept) {
        String arn = of.arnOf(kept.name());
        boolean isFifo = kept.attributes().isFifo();
        Inlet inlet = new Inlet(isFifo, scope.account(), time, random);
        return new MessageQueue(kept.name(), arn, isFifo, new DurableBody(arn, kept, time, inlet), of);
    }

    @Override
    public Collection<MessageQueue> all() {
        return store.list().stream().map(this::queue).toList();
    }

    @Override
    public MessageQueue make(String name, QueueAttributes attributes) {
        return store.create(name, attributes, random.nextLong())
                .map(this::queue)
                .orElseThrow(Refusals::deletedRecently);
    }

    @Override
    public void forget(MessageQueue queue) {
        known.remove(queue.name(), queue);
    }

    /** It waits for the store, and so not on the thread of the time source. */
    @Override
    public void move(Runnable step) {
        threads.newThread("faas-queue-move", step).start();
    }
}
