package io.faas4j.jdbc;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Random;
import java.util.UUID;
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
        /** Each statement and each commit may fail, the latter with its effect or without. */
        STORM
    }

    /** Of a thousand statements, so many fail; of a thousand commits, three times as many. */
    private static final int FAILURES_IN_THOUSAND = 15;

    private final Database real;
    private final AtomicReference<Fault> fault = new AtomicReference<>(Fault.NONE);
    private final AtomicInteger connections = new AtomicInteger();

    // Set before the storm, and used by the writing thread.
    private volatile Random random = new Random(0);

    FaultyDatabase(Database real) {
        this.real = real;
    }

    void is(Fault now) {
        fault.set(now);
    }

    /** Has things fail at random. */
    void storm(long seed) {
        random = new Random(seed);
        fault.set(Fault.STORM);
    }

    private boolean fails(int times) {
        return fault.get() == Fault.STORM && random.nextInt(1_000) < FAILURES_IN_THOUSAND * times;
    }

    /** How often somebody tried to connect. */
    int connections() {
        return connections.get();
    }

    private void requireThere() throws SQLException {
        if (fault.get() == Fault.AWAY || fails(1)) {
            throw new SQLException("the database is away", "08006");
        }
    }

    @Override
    public Connection connect() throws SQLException {
        connections.incrementAndGet();
        requireThere();
        Connection connection = real.connect();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("commit")) {
                        commit(connection);
                        return null;
                    }
                    if (!method.getName().equals("close") && !method.getName().equals("rollback")) {
                        requireThere();
                    }
                    Object answer = invoke(connection, method, arguments);
                    return answer instanceof PreparedStatement statement ? faulty(statement) : answer;
                });
    }

    private PreparedStatement faulty(PreparedStatement statement) {
        return (PreparedStatement) Proxy.newProxyInstance(
                PreparedStatement.class.getClassLoader(),
                new Class<?>[] {PreparedStatement.class},
                (proxy, method, arguments) -> {
                    if (method.getName().startsWith("execute")) {
                        requireThere();
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

    private void commit(Connection connection) throws SQLException {
        requireThere();
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
            }
            case NONE, AWAY -> {
                connection.commit();
                return;
            }
        }
        throw new SQLException("the answer to a commit is lost", "08006");
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
    public void setId(PreparedStatement statement, int index, UUID id) throws SQLException {
        real.setId(statement, index, id);
    }

    @Override
    public boolean lockKey(Connection connection, String key, boolean waits) throws SQLException {
        return real.lockKey(connection, key, waits);
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
