package io.faas4j.jdbc;

import io.faas4j.Faas;
import io.faas4j.async.AsyncSettings;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.event.Ledger;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Accepts and handles events as fast as it can until it is killed, or handles what there is to its end. On PostgreSQL, some come
 * through the outbox, and it shares a stream with others. What it has acknowledged and done is in two files, and what it has handled
 * of the stream in one of all processes; each line is written at once.
 */
final class CrashingProcess {

    static final String FUNCTION = "work";
    static final String MAPPING = "shared";
    static final int BATCH_SIZE = 10;
    static final int SENDERS = 16;

    /** Of the senders on PostgreSQL, so many use the outbox. */
    private static final int OUTBOX_SENDERS = 4;

    private static final Duration OUTBOX_PAUSE = Duration.ofMillis(5);

    /** How many events of a process may wait. */
    private static final int MOST_EVENTS = 5_000;

    /** Of so many events, one fails at first. */
    static final int FAILING = 10;

    /** Of so many events, one fails always. */
    static final int DEADLY = 97;

    private static final long IDS_PER_SENDER = 10_000_000L;

    private CrashingProcess() {}

    /** What is stored where, in which round, whether to send, and when the stream's first record came. */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[1]);
        int round = Integer.parseInt(args[2]);
        boolean sends = Boolean.parseBoolean(args[3]);
        OutputStream done = new FileOutputStream(folder.resolve("done-" + round).toFile(), true);
        Faas faas = Faas.builder()
                .durable(store(args[0]))
                .drainLimit(Duration.ofSeconds(20))
                .async(AsyncSettings.builder()
                        .functionErrorDelays(List.of(Duration.ofMillis(50)))
                        .queue(QueueSettings.DEFAULT.maxEvents(MOST_EVENTS))
                        .build())
                .build();
        faas.deploy(FunctionDefinition.of(FUNCTION, Long.class, Long.class, (id, context) -> {
            boolean isFirst = context.attempt() == 1;
            if (id % DEADLY == 0 || (id % FAILING == 0 && isFirst)) {
                throw new IllegalStateException("not this time");
            }
            write(done, id);
            return id;
        }));
        if (isOnPostgres(args[0])) {
            shareStream(faas, folder, round, Instant.ofEpochMilli(Long.parseLong(args[4])));
        }
        Child.say("ready");
        if (sends) {
            send(faas, args[0], folder, round);
            Thread.currentThread().join();
        }
        handleAll(faas);
    }

    private static void shareStream(Faas faas, Path folder, int round, Instant since) throws IOException {
        OutputStream records = new FileOutputStream(records(folder).toFile(), true);
        faas.deploy(FunctionDefinition.builder(
                        "count", new TypeRef<StreamBatch<Long>>() {}, TypeRef.of(BatchResponse.class))
                .handler((batch, context) -> {
                    for (StreamBatch.Item<Long> item : batch) {
                        write(records, "%s %s %d\n".formatted(batch.shardId(), item.sequenceNumber(), round));
                    }
                    return BatchResponse.success();
                })
                .build());
        faas.map(new SharedRecords(since))
                .to("count")
                .name(MAPPING)
                .startingPosition(StreamPosition.trimHorizon())
                .batchSize(BATCH_SIZE)
                .start();
    }

    /** Each line is a shard, a record's number, and the process that has handled it. */
    static Path records(Path folder) {
        return folder.resolve("records");
    }

    static JdbcStore store(String place) {
        if (!place.startsWith("jdbc:")) {
            return JdbcStore.embedded(Path.of(place));
        }
        return JdbcStore.on(source(place)).lease(Duration.ofSeconds(3));
    }

    private static PGSimpleDataSource source(String place) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(place);
        return source;
    }

    private static void send(Faas faas, String place, Path folder, int round) throws IOException {
        OutputStream accepted =
                new FileOutputStream(folder.resolve("accepted-" + round).toFile(), true);
        for (int sender = 0; sender < SENDERS; sender++) {
            long first = (round * (long) SENDERS + sender) * IDS_PER_SENDER;
            boolean usesOutbox = usesOutbox(sender, place);
            WorkerThreads.platform()
                    .newThread("sender", () -> {
                        if (usesOutbox) {
                            sendThroughOutbox(faas, place, accepted, first);
                        } else {
                            send(faas, accepted, first);
                        }
                    })
                    .start();
        }
    }

    private static void send(Faas faas, OutputStream accepted, long first) {
        for (long id = first + 1; ; id++) {
            try {
                faas.invokeAsync(FUNCTION, id);
                write(accepted, id);
            } catch (io.faas4j.error.EventQueueFullException full) {
                Thread.onSpinWait();
            }
        }
    }

    /** Whether nothing is to be left of an event. */
    static boolean isRolledBack(long id, String place) {
        return usesOutbox((int) (id / IDS_PER_SENDER % SENDERS), place) && id % 2 != 0;
    }

    private static boolean usesOutbox(int sender, String place) {
        return sender < OUTBOX_SENDERS && isOnPostgres(place);
    }

    static boolean isOnPostgres(String place) {
        return place.startsWith("jdbc:postgresql:");
    }

    /** Of each second transaction nothing is to be left. */
    private static void sendThroughOutbox(Faas faas, String place, OutputStream accepted, long first) {
        Outbox outbox = Outbox.of(faas);
        CompletableFuture<Void> never = new CompletableFuture<>();
        try (TimeSource time = TimeSource.system();
                Connection connection = source(place).getConnection()) {
            connection.setAutoCommit(false);
            for (long id = first + 1; ; id++) {
                outbox.invokeAsync(connection, FUNCTION, id);
                if (!isRolledBack(id, place)) {
                    connection.commit();
                    write(accepted, id);
                } else {
                    connection.rollback();
                }
                // There is no bound to what is nobody's, and all of it is to be handled in the end.
                time.await(never, OUTBOX_PAUSE);
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void handleAll(Faas faas) throws Exception {
        TimeSource time = TimeSource.system();
        while (true) {
            String line = new String(System.in.readNBytes(1), StandardCharsets.UTF_8);
            if (line.isEmpty()) {
                break;
            }
            while (faas.ledger().open() > 0) {
                time.await(new CompletableFuture<>(), Duration.ofMillis(20));
            }
            Ledger ledger = faas.ledger();
            Child.say("%d %d %d %d".formatted(ledger.accepted(), ledger.succeeded(), ledger.dead(), ledger.kept()));
        }
        faas.close();
        System.exit(0);
    }

    private static void write(OutputStream to, long id) {
        write(to, id + "\n");
    }

    private static void write(OutputStream to, String line) {
        try {
            to.write(line.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
