package io.faas4j.samples.benchmarks.durable;

import com.google.common.util.concurrent.Uninterruptibles;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The database as the queue: each job is inserted in a transaction of its own, and claimed, ten at a time, by whoever has nothing to
 * do.
 */
final class RawClaim implements Contestant {

    private static final int SUBMITTERS = 64;
    private static final int CLAIMERS = 4;
    private static final int BATCH = 10;

    private static final String CLAIM = """
            update job set state = 'TAKEN' where id in \
            (select id from job where state = 'READY' order by id limit 10%s) returning payload""";

    private final String claim;
    private final LongConsumer started;
    private final BlockingQueue<Connection> connections = new ArrayBlockingQueue<>(SUBMITTERS);
    private final List<Connection> all = new ArrayList<>();
    private final Semaphore news = new Semaphore(0);
    private final List<Thread> claimers = new ArrayList<>();

    RawClaim(Store store, LongConsumer started) throws SQLException {
        this.started = started;
        this.claim = CLAIM.formatted(store.isShared() ? " for update skip locked" : "");
        all.add(RawTable.create(store));
        for (int i = 1; store.isShared() && i < SUBMITTERS; i++) {
            all.add(store.connect());
        }
        connections.addAll(all);
        for (int i = 0; i < CLAIMERS; i++) {
            Thread claimer = new Thread(this::claimAll, "claimer");
            claimer.start();
            claimers.add(claimer);
        }
    }

    @Override
    public void submit(long id) throws Exception {
        Connection connection = connections.take();
        try (PreparedStatement insert = connection.prepareStatement(RawTable.INSERT)) {
            insert.setLong(1, id);
            insert.setBytes(2, Job.text(id).getBytes(StandardCharsets.UTF_8));
            insert.executeUpdate();
        } finally {
            connections.add(connection);
        }
        news.release();
    }

    private void claimAll() {
        try {
            while (true) {
                // In process directly, and once a second for what others have left.
                news.tryAcquire(1, TimeUnit.SECONDS);
                while (claim() == BATCH) {
                    news.drainPermits();
                }
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private int claim() throws InterruptedException, SQLException {
        List<Long> claimed = new ArrayList<>();
        Connection connection = connections.take();
        try (PreparedStatement select = connection.prepareStatement(claim);
                ResultSet found = select.executeQuery()) {
            while (found.next()) {
                claimed.add(Job.id(new String(found.getBytes(1), StandardCharsets.UTF_8)));
            }
        } finally {
            connections.add(connection);
        }
        if (!claimed.isEmpty()) {
            claimed.forEach(started::accept);
            delete(claimed);
        }
        return claimed.size();
    }

    private void delete(List<Long> ids) throws InterruptedException, SQLException {
        Connection connection = connections.take();
        try (PreparedStatement delete = connection.prepareStatement(RawTable.DELETE)) {
            connection.setAutoCommit(false);
            for (long id : ids) {
                delete.setLong(1, id);
                delete.addBatch();
            }
            delete.executeBatch();
            connection.commit();
            connection.setAutoCommit(true);
        } finally {
            connections.add(connection);
        }
    }

    @Override
    public String countOpen() {
        return RawTable.COUNT;
    }

    @Override
    public void close() throws SQLException {
        for (Thread claimer : claimers) {
            claimer.interrupt();
            Uninterruptibles.joinUninterruptibly(claimer);
        }
        for (Connection each : all) {
            each.close();
        }
    }
}
