package io.faas4j.async;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.error.EventQueueFullException;
import io.faas4j.error.FaasException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventOptions;
import io.faas4j.event.Ledger;
import io.faas4j.fixture.Threads;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Real threads, real time: whatever is done to functions and events meanwhile, each event ends once, and nothing is left behind. */
@Tag("slow")
class AsyncStressTest {

    private static final Duration SENDING = Duration.ofMillis(3_500);
    private static final Duration DRAIN_LIMIT = Duration.ofMillis(1_500);
    private static final int PRODUCERS = 3;
    private static final List<String> FUNCTIONS =
            List.of("fast", "fast", "fast", "failing", "pausing", "scarce", "doomed", "stubborn");

    private final Map<UUID, AtomicInteger> successes = new ConcurrentHashMap<>();
    private final Map<UUID, Long> lastEnds = new ConcurrentHashMap<>();
    private final Map<UUID, AtomicInteger> records = new ConcurrentHashMap<>();
    private final Set<UUID> accepted = ConcurrentHashMap.newKeySet();
    private final Set<UUID> cancelled = ConcurrentHashMap.newKeySet();
    private final Set<UUID> stubborn = ConcurrentHashMap.newKeySet();
    private final AtomicInteger strayInterrupts = new AtomicInteger();
    private final AtomicInteger afterTheEnd = new AtomicInteger();
    private volatile boolean isOver;

    private final Faas faas = Faas.builder()
            .drainLimit(DRAIN_LIMIT)
            .async(AsyncSettings.builder()
                    .functionErrorDelays(List.of(Duration.ofMillis(3), Duration.ofMillis(9)))
                    .backoff(Duration.ofMillis(2), Duration.ofMillis(40))
                    .build())
            .build();

    private void deploy(String name, Handler<String, String> handler) {
        faas.deploy(FunctionDefinition.builder(name, String.class, String.class)
                .handler((event, context) -> counted(handler, event, context))
                .timeout(Duration.ofSeconds(1))
                .description("revision " + System.nanoTime())
                .build());
        String version = faas.publish(name).version();
        faas.alias(name, AliasSpec.of("live").version(version));
    }

    private String counted(Handler<String, String> handler, String event, Context context) throws Exception {
        if (isOver) {
            afterTheEnd.incrementAndGet();
        }
        if (Thread.interrupted()) {
            strayInterrupts.incrementAndGet();
        }
        String result = handler.handle(event, context);
        if (!context.isCancelled()) {
            lastEnds.put(context.requestId(), System.nanoTime());
            successes
                    .computeIfAbsent(context.requestId(), id -> new AtomicInteger())
                    .incrementAndGet();
        }
        return result;
    }

    private void deployAll() {
        deploy("fast", (event, context) -> event);
        deploy("doomed", (event, context) -> event);
        deploy("failing", (event, context) -> {
            if (ThreadLocalRandom.current().nextInt(3) > 0) {
                throw new IllegalStateException("asked for");
            }
            return event;
        });
        deploy("pausing", (event, context) -> {
            Thread.sleep(20);
            return event;
        });
        deploy("scarce", (event, context) -> {
            Thread.sleep(1);
            return event;
        });
        deploy("stubborn", this::outstay);
        faas.functions()
                .eventInvokeConfigs()
                .put(
                        "stubborn",
                        EventInvokeConfig.create().maximumRetryAttempts(0).onFailure(DestinationRef.custom("box")));
        faas.functions().putConcurrency("stubborn", 40);
        faas.functions().putConcurrency("scarce", 2);
        faas.destinations().register(DestinationRef.custom("box"), this::take);
    }

    private String outstay(String event, Context context) {
        long end = System.nanoTime() + Duration.ofMillis(1_400).toNanos();
        while (System.nanoTime() - end < 0) {
            try {
                Thread.sleep(10);
            } catch (InterruptedException ignored) {
                // Takes no notice of its deadline.
            }
        }
        return event;
    }

    private void take(DestinationMessage message) {
        records.computeIfAbsent(message.requestId(), id -> new AtomicInteger()).incrementAndGet();
        if (ThreadLocalRandom.current().nextInt(8) == 0) {
            Thread.currentThread().interrupt();
        }
    }

    private int send(int seed) throws InterruptedException {
        Random random = new Random(seed);
        long end = System.nanoTime() + SENDING.toNanos();
        int sent = 0;
        while (System.nanoTime() - end < 0) {
            String name = FUNCTIONS.get(random.nextInt(FUNCTIONS.size()));
            if (name.equals("stubborn") && random.nextInt(200) > 0) {
                continue;
            }
            try {
                EventOptions options = EventOptions.NONE;
                options = random.nextInt(10) == 0 ? options.after(Duration.ofMillis(random.nextInt(50))) : options;
                options = random.nextInt(20) == 0 ? options.orderKey("lane" + random.nextInt(5)) : options;
                boolean isLive = random.nextBoolean() && !name.equals("stubborn");
                AcceptedEvent event = faas.invokeAsync(isLive ? name + ":live" : name, "event", options);
                accepted.add(event.requestId());
                if (name.equals("stubborn")) {
                    stubborn.add(event.requestId());
                } else if (random.nextInt(30) == 0 && event.cancel()) {
                    cancelled.add(event.requestId());
                }
                sent++;
            } catch (EventQueueFullException full) {
                Thread.sleep(1);
            } catch (ResourceNotFoundException deleted) {
                Thread.onSpinWait();
            }
            if (random.nextInt(50) == 0) {
                Thread.sleep(1);
            }
        }
        return sent;
    }

    private int operate() throws InterruptedException {
        Random random = new Random(7);
        long end = System.nanoTime() + SENDING.toNanos();
        int done = 0;
        while (System.nanoTime() - end < 0) {
            Thread.sleep(random.nextInt(10));
            switch (random.nextInt(5)) {
                case 0 -> deploy("fast", (event, context) -> event);
                case 1 -> faas.functions().putConcurrency("scarce", 1 + random.nextInt(4));
                case 2 ->
                    faas.functions()
                            .eventInvokeConfigs()
                            .put("failing", EventInvokeConfig.create().maximumRetryAttempts(random.nextInt(3)));
                case 3 -> {
                    faas.functions().delete("doomed");
                    Thread.sleep(random.nextInt(3));
                    deploy("doomed", (event, context) -> event);
                }
                default -> faas.deadLetters().redrive(DeadLetterFilter.of("failing"), RedriveOptions.AT_ONCE);
            }
            done++;
        }
        return done;
    }

    @Test
    void each_event_ends_once_and_nothing_is_left_behind() {
        Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());
        deployAll();
        List<CompletableFuture<Integer>> all = new ArrayList<>();
        for (int producer = 0; producer < PRODUCERS; producer++) {
            int seed = producer;
            all.add(Threads.start(() -> send(seed)));
        }
        all.add(Threads.start(this::operate));
        all.forEach(each -> assertThat(Threads.get(each)).isPositive());

        long closing = System.nanoTime();
        CloseReport report = faas.shutdown();
        isOver = true;
        Ledger ledger = faas.ledger();
        assertThat(ledger.isBalanced()).as(ledger.toString()).isTrue();
        assertThat(ledger.accepted()).isEqualTo(accepted.size());
        assertThat(ledger.cancelled()).isEqualTo(cancelled.size());
        assertThat(ledger.open())
                .as(ledger.toString())
                .isEqualTo(report.abandoned().size());
        assertThat(report.abandoned()).isEmpty();
        assertThat(ledger.handedBack()).isEqualTo(report.handedBack().size());
        Set<UUID> handedBack = new HashSet<>();
        report.handedBack().forEach(each -> handedBack.add(each.requestId()));
        assertThat(handedBack).hasSameSizeAs(report.handedBack());
        assertThat(accepted.containsAll(handedBack)).isTrue();
        assertThat(Collections.disjoint(cancelled, handedBack)).isTrue();
        assertThat(Collections.disjoint(cancelled, successes.keySet())).isTrue();
        assertThat(successes.values()).allMatch(times -> times.get() == 1);
        // Between a handler's last look and its end the drain limit may be over, so that it is timed out; not before.
        Set<UUID> timedOutAtTheirEnd = new HashSet<>(successes.keySet());
        timedOutAtTheirEnd.retainAll(handedBack);
        assertThat(timedOutAtTheirEnd).allMatch(id -> lastEnds.get(id) - closing > DRAIN_LIMIT.toNanos() / 2);
        assertThat((long) successes.size() - timedOutAtTheirEnd.size()).isEqualTo(ledger.succeeded());

        // Settled at their deadline, whatever their handlers did after it: one record each, or handed back.
        assertThat(stubborn).isNotEmpty();
        assertThat(records.values()).allMatch(times -> times.get() == 1);
        assertThat(stubborn).allMatch(id -> records.containsKey(id) || handedBack.contains(id));
        assertThat(stubborn).containsAll(records.keySet());

        Threads.until(() -> faas.leakedContexts() == 0 && faas.concurrentExecutions() == 0);
        Threads.until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("faas-") && !before.contains(thread)));
        assertThat(afterTheEnd).hasValue(0);
        assertThat(strayInterrupts).hasValue(0);
        try {
            faas.invokeAsync("fast", "event");
            assertThat(false).as("accepted after the end").isTrue();
        } catch (FaasException closed) {
            assertThat(closed).hasMessageContaining("closed");
        }
    }
}
