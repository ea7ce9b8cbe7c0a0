package io.faas4j.samples.benchmarks.durable;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/** Gives one contestant its jobs: many at once, then a few one after the other. */
final class Load {

    private static final int SUBMITTERS = 64;
    private static final int FEW_A_SECOND = 50;
    private static final double P99 = 0.99;
    private static final double NANOS_A_SECOND = 1e9;
    private static final double NANOS_A_MILLI = 1e6;
    private static final long LOOK_NANOS = 2_000_000;

    private final Store store;
    private final Contender contender;
    private final int jobs;
    private final int few;

    /** When each job of the present part has started; 0 if it has not. */
    private volatile AtomicLongArray starts = new AtomicLongArray(0);

    private final AtomicInteger left = new AtomicInteger();

    /**
     * For one measurement.
     *
     * @param jobs how many at once
     * @param few how many one after the other
     */
    Load(Store store, Contender contender, int jobs, int few) {
        this.store = store;
        this.contender = contender;
        this.jobs = jobs;
        this.few = few;
    }

    Result run() throws Exception {
        store.clear();
        try (Contestant contestant = contender.opens().open(store, this::started);
                Connection connection = store.connect();
                PreparedStatement countOpen = connection.prepareStatement(contestant.countOpen())) {
            // Half as many first, so that all code is compiled.
            flood(contestant, countOpen, 0, jobs / 2);
            long begun = System.nanoTime();
            long accepted = flood(contestant, countOpen, jobs, jobs);
            long done = System.nanoTime();
            double p99 = latency(contestant);
            return new Result(
                    contender.name(),
                    jobs * NANOS_A_SECOND / (accepted - begun),
                    jobs * NANOS_A_SECOND / (done - begun),
                    p99);
        }
    }

    private void started(long id) {
        AtomicLongArray all = starts;
        if (!all.compareAndSet((int) (id % all.length()), 0, System.nanoTime())) {
            throw new IllegalStateException("job %d was started twice".formatted(id));
        }
        left.decrementAndGet();
    }

    private void expect(int count) {
        starts = new AtomicLongArray(count);
        left.set(count);
    }

    /** Returns, when none is open any more, when the last was accepted. */
    private long flood(Contestant contestant, PreparedStatement countOpen, long first, int count) throws Exception {
        expect(count);
        AtomicInteger next = new AtomicInteger();
        ExecutorService submitters = Executors.newFixedThreadPool(SUBMITTERS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < SUBMITTERS; i++) {
                all.add(submitters.submit(() -> {
                    for (int n = next.getAndIncrement(); n < count; n = next.getAndIncrement()) {
                        contestant.submit(first + n);
                    }
                    return null;
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException failure) {
            throw new IllegalStateException(contender.name() + " did not accept a job", failure.getCause());
        } finally {
            submitters.shutdown();
        }
        long accepted = System.nanoTime();
        while (left.get() > 0 || countOpen(countOpen) > 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return accepted;
    }

    private static long countOpen(PreparedStatement countOpen) throws SQLException {
        try (ResultSet found = countOpen.executeQuery()) {
            found.next();
            return found.getLong(1);
        }
    }

    private double latency(Contestant contestant) throws Exception {
        expect(few);
        long[] accepted = new long[few];
        long begun = System.nanoTime();
        for (int i = 0; i < few; i++) {
            long due = begun + (long) (i * NANOS_A_SECOND / FEW_A_SECOND);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            contestant.submit(3L * jobs / few * few + few + i);
            accepted[i] = System.nanoTime();
        }
        while (left.get() > 0) {
            LockSupport.parkNanos(LOOK_NANOS);
        }
        long[] waited = new long[few];
        for (int i = 0; i < few; i++) {
            waited[i] = Math.max(0, starts.get(i) - accepted[i]);
        }
        Arrays.sort(waited);
        return waited[(int) ((few - 1) * P99)] / NANOS_A_MILLI;
    }
}
