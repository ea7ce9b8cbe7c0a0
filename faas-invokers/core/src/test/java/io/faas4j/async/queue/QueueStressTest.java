package io.faas4j.async.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.event.EventCondition;
import io.faas4j.event.EventPriority;
import io.faas4j.event.EventState;
import io.faas4j.event.Ledger;
import io.faas4j.fixture.Threads;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Producers, claimers, recallers, cancellers, lost leases and operators all at once: each event has one owner at a time and
 * one end, and the ledger balances at every moment.
 */
@Tag("slow")
class QueueStressTest {

    private static final int EVENTS = 8_000;
    private static final int PRODUCERS = 2;
    private static final int CLAIMERS = 3;
    private static final int LANES = 20;
    private static final Duration LEASE = Duration.ofMillis(50);
    private static final EventTarget TARGET = EventTarget.of(FunctionRef.parse("resize"));
    private static final EventPriority[] PRIORITIES = EventPriority.values();

    private static final Delivery FAILED =
            Delivery.of(EventCondition.RETRIES_EXHAUSTED, 200, null, Delivery.Targets.NONE, 1);
    private static final Outcome DELIVERED = new Outcome.End(EventState.DEAD);

    private final VirtualTime time = VirtualTime.create();
    private final EventQueue all =
            EventQueue.inMemory(time, QueueSettings.DEFAULT.maxEvents(500).maxDeadLetters(50));
    private final FunctionQueue queue = all.function("resize");

    /** Who started each event last, and the first of each lane. */
    private final AtomicReferenceArray<@Nullable Owner> owners = new AtomicReferenceArray<>(EVENTS);

    private final AtomicReferenceArray<@Nullable Owner> laneOwners = new AtomicReferenceArray<>(LANES);
    private final ConcurrentLinkedQueue<QueuedEvent> accepted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger produced = new AtomicInteger();
    private final AtomicInteger producing = new AtomicInteger(PRODUCERS);
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger recalled = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger redriven = new AtomicInteger();
    private final ConcurrentLinkedQueue<Batch> open = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<QueuedEvent> cancellable = new ConcurrentLinkedQueue<>();

    private record Owner(MemoryBatch batch, int i) {

        /** Read after a claim of the same event, which happened after the owner had lost it under the queue's lock. */
        boolean isStill() {
            return batch.isOpen && batch.isRunning(i);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void every_event_ends_once_whoever_interferes(long seed) {
        List<CompletableFuture<?>> running = new ArrayList<>();
        for (int i = 0; i < PRODUCERS; i++) {
            running.add(start(() -> produce(new Random(seed))));
        }
        for (int i = 0; i < CLAIMERS; i++) {
            Random random = new Random(seed * 31 + i);
            running.add(start(() -> whileWorkIsLeft(() -> claim(random))));
        }
        Random random = new Random(seed * 37);
        running.add(start(() -> whileWorkIsLeft(() -> interfere(random))));
        running.add(start(() -> whileWorkIsLeft(this::seeToDeadLetters)));
        running.add(start(() -> whileWorkIsLeft(() -> {
            time.advance(Duration.ofMillis(1));
            assertThat(all.ledger()).matches(Ledger::isBalanced, "is balanced");
        })));

        for (CompletableFuture<?> task : running) {
            Threads.get(task);
        }

        Ledger ledger = all.ledger();
        assertThat(ledger.isBalanced()).isTrue();
        assertThat(ledger.open()).isZero();
        assertThat(ledger.kept()).isZero();
        assertThat(ledger.accepted()).isEqualTo(EVENTS);
        assertThat(redriven).as("letters that were redriven").hasPositiveValue();
        assertThat(accepted).hasSize(EVENTS).allMatch(event -> event.place == Place.OUTSIDE);
        assertThat(lost).as("leases that were lost").hasPositiveValue();
        assertThat(recalled).as("events that were recalled").hasPositiveValue();
        assertThat(ledger.cancelled())
                .as("cancelled")
                .isEqualTo(cancelled.get())
                .isPositive();
        assertThat(ledger.succeeded()).as("succeeded").isPositive();
        assertThat(ledger.purged()).as("purged").isPositive();
        assertThat(ledger.givenUp()).as("given up").isPositive();
    }

    private static CompletableFuture<?> start(Runnable task) {
        Callable<Boolean> body = () -> {
            task.run();
            return true;
        };
        return Threads.start(body);
    }

    private void whileWorkIsLeft(Runnable step) {
        while (producing.get() > 0 || all.ledger().open() > 0 || all.ledger().kept() > 0) {
            step.run();
        }
    }

    private void produce(Random random) {
        for (int number = produced.getAndIncrement(); number < EVENTS; number = produced.getAndIncrement()) {
            QueuedEvent event = event(number, random);
            Acceptance answer = Acceptance.CLOSED;
            while (answer != Acceptance.ACCEPTED) {
                answer = offer(event, random);
            }
            accepted.add(event);
            if (random.nextInt(4) == 0) {
                cancellable.add(event);
            }
        }
        producing.decrementAndGet();
    }

    private Acceptance offer(QueuedEvent event, Random random) {
        try {
            return random.nextBoolean() ? queue.accept(event) : queue.accept(event, Duration.ofMillis(3));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private QueuedEvent event(int number, Random random) {
        long now = time.nanoTime();
        String lane = random.nextInt(3) == 0 ? String.valueOf(random.nextInt(LANES)) : null;
        long due = now + (random.nextInt(5) == 0 ? random.nextInt(20_000_000) : 0);
        EventExtras extras = lane == null ? EventExtras.NONE : new EventExtras(lane, null, null, List.of(), null);
        EventPriority priority = PRIORITIES[random.nextInt(3)];
        return new QueuedEvent(1, number, TARGET, null, "event", 0, now, due, priority, extras);
    }

    private void claim(Random random) {
        Batch batch = queue.claim(1 + random.nextInt(64), LEASE);
        if (batch.isEmpty()) {
            Thread.onSpinWait();
            return;
        }
        open.add(batch);
        // Now and then the rest is left to a recall, or to the settlement.
        for (int i = 0; i < batch.size() && random.nextInt(100) > 0; i++) {
            QueuedEvent event = batch.start(i);
            if (event != null) {
                own(event, new Owner((MemoryBatch) batch, i));
                decide(batch, i, event, random);
            }
        }
        if (random.nextInt(20) == 0) {
            recalled.addAndGet(queue.recall(batch));
        }
        if (random.nextInt(200) == 0) {
            time.advance(LEASE);
        }
        if (random.nextInt(10) == 0) {
            queue.extend(batch, LEASE);
        }
        if (!queue.settle(batch)) {
            lost.incrementAndGet();
        }
        open.remove(batch);
    }

    private void own(QueuedEvent event, Owner owner) {
        requireFree(owners.getAndSet((int) event.idLow(), owner), event);
        String lane = event.extras().orderKey();
        if (lane != null && event.delivery() == null) {
            requireFree(laneOwners.getAndSet(Integer.parseInt(lane), owner), event);
        }
    }

    private static void requireFree(@Nullable Owner before, QueuedEvent event) {
        if (before != null && before.isStill()) {
            throw new AssertionError("two owners at a time of " + event);
        }
    }

    private void decide(Batch batch, int i, QueuedEvent event, Random random) {
        int choice = random.nextInt(100);
        long later = time.nanoTime() + random.nextInt(10_000_000);
        if (choice < 60) {
            batch.succeeded(i);
        } else if (choice < 75) {
            Attempt attempt = new Attempt(time.now(), 1, null, "E", null, null);
            batch.decide(i, event.delivery() == null ? retry(later, Progress.functionError(attempt)) : DELIVERED);
        } else if (choice < 80) {
            batch.decide(i, event.delivery() == null ? retry(later, Progress.THROTTLED) : DELIVERED);
        } else if (choice < 88) {
            batch.decide(i, new Outcome.Deliver(later, FAILED, Progress.NONE));
        } else if (choice < 93) {
            batch.decide(i, new Outcome.Keep(FAILED, Progress.NONE));
        } else if (choice < 98) {
            batch.decide(i, Outcome.RELEASED);
        }
    }

    private static Outcome retry(long dueNanos, Progress progress) {
        return new Outcome.Retry(dueNanos, progress);
    }

    private void interfere(Random random) {
        Batch batch = open.peek();
        if (batch != null && random.nextInt(3) == 0) {
            recalled.addAndGet(queue.recall(batch));
        }
        QueuedEvent event = cancellable.poll();
        if (event != null && (random.nextInt(50) == 0 ? queue.cancel(event.requestId()) : queue.cancel(event))) {
            cancelled.incrementAndGet();
        }
    }

    private void seeToDeadLetters() {
        List<Letter> letters = queue.letters(0, 30);
        for (int i = 0; i < letters.size(); i++) {
            UUID id = letters.get(i).requestId();
            switch (i % 3) {
                case 0 -> queue.purge(List.of(id));
                case 1 -> queue.giveUp(List.of(id));
                default -> redriven.addAndGet(queue.redrive(List.of(new Redrive(id, TARGET, null, 0))));
            }
        }
    }
}
