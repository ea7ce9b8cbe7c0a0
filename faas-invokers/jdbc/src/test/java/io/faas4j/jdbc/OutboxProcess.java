package io.faas4j.jdbc;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.runtime.time.TimeSource;
import java.io.InputStream;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * One of several processes on a PostgreSQL. It says what it has handled and how long after it was sent, and does what it is told by single
 * letters: {@code w} writes an event into an open transaction, {@code c} commits that, {@code b} sends many
 * events at once that are its own.
 */
final class OutboxProcess {

    static final String FUNCTION = "ship";

    private OutboxProcess() {}

    private static final int MANY = 300;

    /** Where the database is, how long each event takes, in milliseconds, and whether nobody is heard. */
    public static void main(String[] args) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(args[0]);
        Duration work = Duration.ofMillis(Long.parseLong(args[1]));
        boolean isDeaf = Boolean.parseBoolean(args[2]);
        TimeSource time = TimeSource.system();
        Faas faas = Faas.builder()
                .durable((isDeaf
                                ? JdbcStore.of(() -> DeafDatabase.of(new PostgresDatabase(source, true)))
                                : JdbcStore.on(source))
                        .lease(Duration.ofSeconds(3)))
                .build();
        faas.deploy(FunctionDefinition.of(FUNCTION, Long.class, Long.class, (sent, context) -> {
            // The same clock in all processes of a machine.
            long latency = System.nanoTime() - sent;
            Child.say("done " + context.requestId() + " " + latency);
            time.await(new CompletableFuture<>(), work);
            return sent;
        }));
        Outbox outbox = Outbox.of(faas);
        Connection connection = source.getConnection();
        connection.setAutoCommit(false);
        Child.say("ready");
        InputStream in = System.in;
        for (int told = in.read(); told >= 0; told = in.read()) {
            if (told == 'w') {
                Child.say("written " + outbox.invokeAsync(connection, FUNCTION, System.nanoTime()));
            } else if (told == 'c') {
                connection.commit();
                Child.say("committed");
            } else if (told == 'b') {
                for (int i = 0; i < MANY; i++) {
                    Child.say("sent "
                            + faas.invokeAsync(FUNCTION, System.nanoTime()).requestId());
                }
                Child.say("all");
            }
        }
    }
}
