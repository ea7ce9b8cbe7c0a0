package io.faas4j.jdbc;

import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** A database that is away when a test says so, or whose answers get lost. */
final class FaultyDatabase implements Database {

    /** What is wrong with it. */
    enum Fault {
        NONE,
        /** Nothing can be done with it. */
        AWAY,
        /** The next transaction is committed, and the answer lost; then it is away. */
        AWAY_AFTER_COMMIT,
        /** The next commit fails without effect; then it is away. */
        AWAY_BEFORE_COMMIT,
        /** The next transaction is committed, and the answer lost. */
        ANSWER_LOST,
        /** The next commit fails without effect. */
        COMMIT_LOST,
        /** Nothing gets an answer, until its connection is aborted, or it is another fault. */
        SILENT,
        /** The next transaction is committed, and gets no answer; then it is silent. */
        SILENT_AFTER_COMMIT,
        /** The next transaction gets no answer, and is committed some time after it is another fault; then it is silent. */
        SILENT_AND_LATE,
        /** Each statement and each commit may fail or get no answer, the latter with its effect or without. */
        STORM
    }

    private static final Duration LATE = Duration.ofMillis(300);

    /** Of a thousand statements, so many fail; of a thousand commits, three times as many. */
    private static final int FAILURES_IN_THOUSAND = 15;

    private static final int SILENCES_IN_THOUSAND = 5;

    private final Database real;
    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
    private final AtomicReference<Runnable> beforeConnecting = new AtomicReference<>(() -> {});
    private final AtomicInteger connections = new AtomicInteger();

    // Set before the storm, and used by the writing thread.
    private volatile Random random = new Random(0);

    private volatile boolean ignoresAborts;

    // Guarded by this object's monitor.
    private boolean isWaitedFor;

    FaultyDatabase(Database real) {
        this.real = real;
    }

    synchronized void is(Fault now) {
        fault.set(now);
        notifyAll();
    }

    /** Has things fail at random. */
    void storm(long seed) {
        random = new Random(seed);
        is(Fault.STORM);
    }

    /** From now on nobody can end the waiting for an answer by aborting a connection. */
    void ignoreAborts() {
        ignoresAborts = true;
    }

    /** Waits until somebody waits for an answer over a connection. */
    synchronized void awaitSilence() throws InterruptedException {
        while (!isWaitedFor) {
            wait();
        }
    }

    /** As long as it is so silent, and the connection, if there is one yet, is not aborted. */
    private synchronized void awaitAnswer(Fault silence, Link link) throws SQLException {
        isWaitedFor |= link.isThere;
        notifyAll();
        while (fault.get() == silence && !link.isAborted) {
            try {
                wait();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        isWaitedFor &= !link.isThere;
        if (link.isAborted) {
            throw new SQLException("the connection was aborted", "08006");
        }
    }

    private synchronized void abort(Link link) {
        if (!ignoresAborts) {
            link.isAborted = true;
            notifyAll();
        }
    }

    /** What became of a connection. */
    private static final class Link {
        private final boolean isThere;
        private volatile boolean isAborted;

        /** Whether the database goes on with its transaction, whatever becomes of the connection. */
        private volatile boolean isLeft;

        Link(boolean isThere) {
            this.isThere = isThere;
        }
    }

    private boolean fails(int times) {
        return fault.get() == Fault.STORM && random.nextInt(1_000) < FAILURES_IN_THOUSAND * times;
    }

    /** Does something once, before the next connection is made. */
    void beforeConnecting(Runnable task) {
        beforeConnecting.set(task);
    }

    /** How often somebody tried to connect. */
    int connections() {
        return connections.get();
    }

    private void requireThere(Link link) throws SQLException {
        if (fault.get() == Fault.SILENT) {
            awaitAnswer(Fault.SILENT, link);
        }
        if (fault.get() == Fault.STORM && random.nextInt(1_000) < SILENCES_IN_THOUSAND) {
            awaitAnswer(Fault.STORM, link);
        }
        if (fault.get() == Fault.AWAY || fails(1)) {
            throw new SQLException("the database is away", "08006");
        }
    }

    private void requireThere() throws SQLException {
        if (fault.get() == Fault.SILENT) {
            awaitAnswer(Fault.SILENT, new Link(false));
        }
        if (fault.get() == Fault.AWAY || fails(1)) {
            throw new SQLException("the database is away", "08006");
        }
    }

    @Override
    public Connection connect() throws SQLException {
        connections.incrementAndGet();
        beforeConnecting.getAndSet(() -> {}).run();
        requireThere();
        Connection connection = real.connect();
        Link link = new Link(true);
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    switch (method.getName()) {
                        case "commit" -> {
                            commit(connection, link);
                            return null;
                        }
                        case "abort" -> {
                            abort(link);
                            return null;
                        }
                        case "rollback", "close" -> {
                            return link.isLeft ? null : invoke(connection, method, arguments);
                        }
                        default -> {
                            requireThere(link);
                            Object answer = invoke(connection, method, arguments);
                            return answer instanceof PreparedStatement statement ? faulty(statement, link) : answer;
                        }
                    }
                });
    }

    private PreparedStatement faulty(PreparedStatement statement, Link link) {
        return (PreparedStatement) Proxy.newProxyInstance(
                PreparedStatement.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                (proxy, method, arguments) -> {
                    if (method.getName().startsWith("execute")) {
                        requireThere(link);
                    }
                    return invoke(statement, method, arguments);
                });
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private void commit(Connection connection, Link link) throws SQLException {
        requireThere(link);
        Fault now = fault.get();
        switch (now) {
            case AWAY_AFTER_COMMIT -> {
                connection.commit();
                fault.set(Fault.AWAY);
            }
            case AWAY_BEFORE_COMMIT -> {
                connection.rollback();
                fault.set(Fault.AWAY);
            }
            case ANSWER_LOST -> {
                connection.commit();
                fault.set(Fault.NONE);
            }
            case COMMIT_LOST -> {
                connection.rollback();
                fault.set(Fault.NONE);
            }
            case SILENT_AFTER_COMMIT -> {
                connection.commit();
                is(Fault.SILENT);
                awaitAnswer(Fault.SILENT, link);
                return;
            }
            case SILENT_AND_LATE -> {
                link.isLeft = true;
                is(Fault.SILENT);
                WorkerThreads.platform()
                        .newThread("late", () -> commitLate(connection))
                        .start();
                awaitAnswer(Fault.SILENT, link);
            }
            case STORM -> {
                if (!fails(3)) {
                    connection.commit();
                    return;
                }
                if (random.nextBoolean()) {
                    connection.commit();
                } else {
                    connection.rollback();
                }
                if (random.nextInt(10) == 0) {
                    awaitAnswer(Fault.STORM, link);
                }
            }
            case NONE, AWAY, SILENT -> {
                connection.commit();
                return;
            }
        }
        throw new SQLException("the answer to a commit is lost", "08006");
    }

    private void commitLate(Connection connection) {
        try (TimeSource time = TimeSource.system()) {
            awaitAnswer(Fault.SILENT, new Link(false));
            time.await(new CompletableFuture<>(), LATE);
            connection.commit();
            connection.close();
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void reserve() {
        real.reserve();
    }

    @Override
    public String scripts() {
        return real.scripts();
    }

    @Override
    public void lockSchema(Connection connection) throws SQLException {
        real.lockSchema(connection);
    }

    @Override
    public boolean isShared() {
        return real.isShared();
    }

    @Override
    public long nowMicros(Connection connection, long given) throws SQLException {
        return real.nowMicros(connection, given);
    }

    @Override
    public boolean isRefusal(SQLException failure) {
        return real.isRefusal(failure);
    }

    @Override
    public boolean isElsewhere(Connection connection, SQLException failure) throws SQLException {
        return real.isElsewhere(connection, failure);
    }

    @Override
    public void setId(PreparedStatement statement, int index, UUID id) throws SQLException {
        real.setId(statement, index, id);
    }

    @Override
    public void lockKey(Connection connection, String key) throws SQLException {
        real.lockKey(connection, key);
    }

    @Override
    public boolean tryKey(Connection connection, String key) throws SQLException {
        return real.tryKey(connection, key);
    }

    @Override
    public boolean tryKeys(Connection connection, long process) throws SQLException {
        return real.tryKeys(connection, process);
    }

    @Override
    public String triesKey() {
        return real.triesKey();
    }

    @Override
    public String skipsLocked() {
        return real.skipsLocked();
    }

    @Override
    public String locks() {
        return real.locks();
    }

    @Override
    public String qualifier() {
        return real.qualifier();
    }

    @Override
    public void announce(Connection connection, String target) throws SQLException {
        real.announce(connection, target);
    }

    /** Is away as well; not counted. */
    @Override
    public Announcements listen() throws SQLException {
        requireThere();
        return real.listen();
    }

    @Override
    public String name() {
        return real.name();
    }

    @Override
    public void close() {
        real.close();
    }
}
