package io.faas4j.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.error.EventQueueFullException;
import io.faas4j.event.DeadLetter;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.Ledger;
import io.faas4j.fixture.Threads;
import io.faas4j.function.FunctionDefinition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real threads, real time: destinations that end about when their time is up, some of them whatever comes. */
@Tag("slow")
class DeliveryStressTest {

    private static final Duration LIMIT = Duration.ofMillis(5);
    private static final Duration SENDING = Duration.ofSeconds(3);
    private static final DestinationRef BOX = DestinationRef.custom("box");

    private final Set<UUID> accepted = ConcurrentHashMap.newKeySet();
    private final Set<UUID> told = ConcurrentHashMap.newKeySet();
    private final AtomicInteger strayInterrupts = new AtomicInteger();
    private final AtomicInteger late = new AtomicInteger();

    private final Faas faas = Faas.builder()
            .drainLimit(Duration.ofSeconds(5))
            .async(AsyncSettings.builder()
                    .backoff(Duration.ofMillis(1), Duration.ofMillis(10))
                    .deliveryAttempts(4)
                    .deliveryTimeout(LIMIT)
                    .build())
            .build();

    private void take(DestinationMessage message) throws InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long end = System.nanoTime() + random.nextLong(2 * LIMIT.toNanos());
        boolean isStubborn = random.nextInt(10) == 0;
        while (System.nanoTime() - end < 0) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException limit) {
                late.incrementAndGet();
                if (!isStubborn) {
                    throw limit;
                }
            }
        }
        told.add(message.requestId());
    }

    private void deploy() {
        faas.deploy(FunctionDefinition.of("pay", String.class, String.class, (event, context) -> {
            if (Thread.currentThread().isInterrupted()) {
                strayInterrupts.incrementAndGet();
            }
            return event;
        }));
        faas.eventInvokeConfigs().put("pay", EventInvokeConfig.create().onSuccess(BOX));
    }

    private int send() throws InterruptedException {
        long end = System.nanoTime() + SENDING.toNanos();
        while (System.nanoTime() - end < 0) {
            try {
                accepted.add(faas.invokeAsync("pay", "event").requestId());
            } catch (EventQueueFullException full) {
                Thread.sleep(1);
            }
            Thread.sleep(0, 200_000);
        }
        return 1;
    }

    @Test
    void each_record_is_taken_or_kept_and_no_interrupt_goes_astray() {
        faas.destinations().register(BOX, this::take);
        deploy();
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int sender = 0; sender < 2; sender++) {
            all.add(Threads.start(this::send));
        }
        all.forEach(Threads::get);
        Threads.until(() -> faas.ledger().open() == 0);

        Set<UUID> kept = new HashSet<>();
        for (DeadLetter letter : faas.deadLetters().list(DeadLetterFilter.ALL)) {
            kept.add(letter.requestId());
        }
        CloseReport report = faas.shutdown();

        Ledger ledger = faas.ledger();
        assertThat(ledger.isBalanced()).as(ledger.toString()).isTrue();
        assertThat(ledger.accepted()).isEqualTo(accepted.size());
        assertThat(ledger.kept()).isEqualTo(kept.size());
        assertThat(report.handedBack()).isEmpty();
        assertThat(report.abandoned()).isEmpty();
        assertThat(late).hasPositiveValue();
        assertThat(strayInterrupts).hasValue(0);
        assertThat(accepted).allMatch(id -> told.contains(id) || kept.contains(id));
        assertThat(accepted).containsAll(told);
    }
}
