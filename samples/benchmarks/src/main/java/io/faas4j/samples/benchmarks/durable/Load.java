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

/** Gives one contestant its jobs: many at once, eight times, the first five to warm up, then a few one after the other. */
final class Load {

    private static final int SUBMITTERS = 64;
    private static final int FEW_A_SECOND = 50;
    /** So that all code is compiled. */
    private static final int WARM_UPS = 5;

    private static final int FLOODS = 3;
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
            double[] accepted = new double[FLOODS];
            double[] done = new double[FLOODS];
            for (int flood = -WARM_UPS; flood < FLOODS; flood++) {
                long begun = System.nanoTime();
                long all = flood(contestant, countOpen, (long) (flood + WARM_UPS) * jobs);
                long end = System.nanoTime();
                if (flood >= 0) {
                    accepted[flood] = jobs * NANOS_A_SECOND / (all - begun);
                    done[flood] = jobs * NANOS_A_SECOND / (end - begun);
                }
            }
            return new Result(contender.name(), median(accepted), median(done), latency(contestant));
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
    private long flood(Contestant contestant, PreparedStatement countOpen, long first) throws Exception {
        expect(jobs);
        AtomicInteger next = new AtomicInteger();
        ExecutorService submitters = Executors.newFixedThreadPool(SUBMITTERS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < SUBMITTERS; i++) {
                all.add(submitters.submit(() -> {
                    for (int n = next.getAndIncrement(); n < jobs; n = next.getAndIncrement()) {
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

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private double latency(Contestant contestant) throws Exception {
        expect(few);
        // Greater than those of all floods, and the first of them a multiple of how many they are.
        long first = ((long) (WARM_UPS + FLOODS) * jobs / few + 1) * few;
        long[] accepted = new long[few];
        long begun = System.nanoTime();
        for (int i = 0; i < few; i++) {
            long due = begun + (long) (i * NANOS_A_SECOND / FEW_A_SECOND);
            for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                LockSupport.parkNanos(wait);
            }
            contestant.submit(first + i);
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
