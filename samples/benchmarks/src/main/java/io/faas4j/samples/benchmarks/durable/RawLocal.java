package io.faas4j.samples.benchmarks.durable;

import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * As little as it takes if the process that accepts a job runs it too: one thread inserts all jobs that have come meanwhile and deletes
 * all that are done, in one transaction; a job runs from memory once that is committed.
 */
final class RawLocal implements Contestant {

    private static final int MOST = 1_000;

    private final Connection connection;
    private final ExecutorService workers =
            Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
    private final LinkedBlockingQueue<Step> steps = new LinkedBlockingQueue<>();
    private final ConcurrentLinkedQueue<Long> done = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean isSignGiven = new AtomicBoolean();
    private final LongConsumer started;
    private final Thread writer = new Thread(this::writeAll, "writer");

    /**
     * A job to be inserted, or a sign that some are done.
     *
     * @param stored null for a sign
     */
    private record Step(long id, String text, @Nullable CompletableFuture<Void> stored) {}

    RawLocal(Store store, LongConsumer started) throws SQLException {
        this.started = started;
        connection = RawTable.create(store);
        connection.setAutoCommit(false);
        writer.start();
    }

    @Override
    public void submit(long id) throws Exception {
        CompletableFuture<Void> stored = new CompletableFuture<>();
        steps.add(new Step(id, Job.text(id), stored));
        stored.get();
    }

    private void writeAll() {
        List<Step> group = new ArrayList<>();
        try (PreparedStatement insert = connection.prepareStatement(RawTable.INSERT);
                PreparedStatement delete = connection.prepareStatement(RawTable.DELETE)) {
            while (true) {
                group.clear();
                group.add(steps.take());
                steps.drainTo(group, MOST - 1);
                write(group, insert, delete);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void write(List<Step> group, PreparedStatement insert, PreparedStatement delete) throws SQLException {
        boolean isAny = false;
        for (Step step : group) {
            if (step.stored() != null) {
                insert.setLong(1, step.id());
                insert.setBytes(2, step.text().getBytes(StandardCharsets.UTF_8));
                insert.addBatch();
                isAny = true;
            }
        }
        if (isAny) {
            insert.executeBatch();
        }
        isSignGiven.set(false);
        int deleted = 0;
        for (Long id = done.poll(); id != null; id = deleted < MOST ? done.poll() : null) {
            delete.setLong(1, id);
            delete.addBatch();
            deleted++;
        }
        if (deleted > 0) {
            delete.executeBatch();
        }
        connection.commit();
        if (!done.isEmpty()) {
            giveSign();
        }
        for (Step step : group) {
            if (step.stored() != null) {
                step.stored().complete(null);
                workers.execute(() -> run(step.text()));
            }
        }
    }

    private void run(String text) {
        long id = Job.id(text);
        started.accept(id);
        done.add(id);
        giveSign();
    }

    private void giveSign() {
        if (isSignGiven.compareAndSet(false, true)) {
            steps.add(new Step(0, "", null));
        }
    }

    @Override
    public String countOpen() {
        return RawTable.COUNT;
    }

    @Override
    public void close() throws SQLException {
        workers.shutdown();
        writer.interrupt();
        Uninterruptibles.joinUninterruptibly(writer);
        connection.close();
    }
}
