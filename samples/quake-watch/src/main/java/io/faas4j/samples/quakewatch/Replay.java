package io.faas4j.samples.quakewatch;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.invocation.FunctionHandle;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Sends a week's events from several threads, each at its time, only faster. For one run. */
final class Replay {

    private final FunctionHandle<SeismicEvent, Assessment> assess;
    private final List<SeismicEvent> events;
    private final LoadOptions options;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger throttled = new AtomicInteger();
    private final Queue<LoadResult.Answer> answers = new ConcurrentLinkedQueue<>();

    /**
     * @param assess where events go
     * @param events in any order
     * @param options how fast, and from how many threads
     */
    Replay(FunctionHandle<SeismicEvent, Assessment> assess, List<SeismicEvent> events, LoadOptions options) {
        this.assess = assess;
        this.events =
                events.stream().sorted(Comparator.comparing(SeismicEvent::time)).toList();
        this.options = options;
    }

    LoadResult run() throws InterruptedException {
        long start = System.nanoTime();
        ExecutorService callers = Executors.newFixedThreadPool(options.callers());
        try {
            List<Future<?>> running = IntStream.range(0, options.callers())
                    .<Future<?>>mapToObj(caller -> callers.submit(() -> {
                        send(start);
                        return null;
                    }))
                    .toList();
            for (Future<?> one : running) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a caller failed", e.getCause());
        } finally {
            callers.shutdownNow();
        }
        return LoadResult.of(answers, throttled.get());
    }

    /** Whichever caller is free takes the next event; if none is free in time, the event is late, and its latency says so. */
    private void send(long start) throws InterruptedException {
        for (int i = next.getAndIncrement(); i < events.size(); i = next.getAndIncrement()) {
            SeismicEvent event = events.get(i);
            long due = start + sinceFirst(event).toNanos() / options.speed();
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            try {
                var result = assess.call(event);
                answers.add(LoadResult.Answer.of(result, Duration.ofNanos(System.nanoTime() - due)));
            } catch (TooManyRequestsException full) {
                throttled.incrementAndGet();
            }
        }
    }

    private Duration sinceFirst(SeismicEvent event) {
        return Duration.between(events.get(0).time(), event.time());
    }
}
