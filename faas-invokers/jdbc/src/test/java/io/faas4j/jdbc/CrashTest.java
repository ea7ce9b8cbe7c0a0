package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.async.queue.Letter;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.event.StreamBatchInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed at any moment while they accept and handle events as fast as they can. How often is set by {@code
 * -Dfaas.crash.rounds}.
 */
class CrashTest {

    private static final int LONGEST_LIFE_MILLIS = 800;
    private static final String LETTERS = "select count(*) from faas_event where died_us is not null";

    @TempDir
    Path folder;

    private final io.faas4j.runtime.time.TimeSource time = io.faas4j.runtime.time.TimeSource.system();
    private final List<Child> children = new ArrayList<>();
    private final Random random = new Random(20261121);
    private int round;

    @AfterEach
    void end() throws InterruptedException {
        for (Child child : children) {
            child.kill();
        }
        time.close();
    }

    private static int rounds(int otherwise) {
        return Integer.getInteger("faas.crash.rounds", otherwise);
    }

    @Test
    void what_a_killed_process_has_accepted_is_done_or_pending() throws Exception {
        killAgainAndAgain(folder.resolve("faas.db").toString(), "jdbc:sqlite:" + folder.resolve("faas.db"), 3);
    }

    @Test
    @Tag("slow")
    void what_killed_processes_have_accepted_is_done_or_pending() throws Exception {
        killAgainAndAgain(folder.resolve("faas.db").toString(), "jdbc:sqlite:" + folder.resolve("faas.db"), rounds(20));
    }

    @Test
    @Tag("slow")
    void what_killed_processes_have_accepted_on_PostgreSQL_is_done_or_pending() throws Exception {
        String url = TestPostgres.url(TestPostgres.newSchema());

        killAgainAndAgain(url, url, rounds(10));
    }

    @Test
    @Tag("slow")
    void of_three_processes_one_is_killed_each_round_and_nothing_is_lost() throws Exception {
        String url = TestPostgres.url(TestPostgres.newSchema());
        int rounds = rounds(5);
        for (int i = 0; i < 3; i++) {
            start(url, true);
        }
        for (int i = 0; i < rounds; i++) {
            live();
            kill(children.remove(random.nextInt(children.size())));
            start(url, true);
        }
        for (Child child : children) {
            kill(child);
        }
        children.clear();
        check(url, url);
    }

    @Test
    void no_checkpoint_of_a_killed_process_is_behind_records_that_it_did_not_keep() throws Exception {
        keepAndKill(2);
    }

    @Test
    @Tag("slow")
    void no_checkpoint_of_killed_processes_is_behind_records_that_they_did_not_keep() throws Exception {
        keepAndKill(rounds(8));
    }

    private void keepAndKill(int rounds) throws Exception {
        Path file = folder.resolve("faas.db");
        for (int i = 0; i < rounds; i++) {
            Child child = Child.start(KeepingProcess.class, folder, file.toString());
            children.add(child);
            assertThat(child.readLine()).isEqualTo("ready");
            String url = "jdbc:sqlite:" + file;
            long before = number(url, LETTERS);
            await(child, () -> number(url, LETTERS) > before);
            live();
            kill(child);
            children.clear();
            assertSumsAreRight(url);
        }
        DurableQueue all = DurableQueue.open(JdbcStore.embedded(file), time, QueueSettings.DEFAULT);
        try {
            List<Letter> letters = all.function(KeepingProcess.FUNCTION).letters(0, Integer.MAX_VALUE);
            Set<Long> kept = new HashSet<>();
            for (Letter letter : letters) {
                StreamBatchInfo batch = letter.extras().origin().failure().batch();
                LongStream.rangeClosed(
                                Long.parseLong(batch.startSequenceNumber()), Long.parseLong(batch.endSequenceNumber()))
                        .forEach(kept::add);
                assertThat(letter.attempts()).hasSize(1);
            }
            long passed = all.store().checkpoints().load(KeepingProcess.MAPPING).values().stream()
                    .flatMap(each -> each.sequenceNumber().stream())
                    .mapToLong(Long::parseLong)
                    .max()
                    .orElse(0);
            assertThat(kept)
                    .containsAll(LongStream.rangeClosed(1, passed).boxed().toList());
            assertThat(all.ledger().isBalanced()).isTrue();
            assertThat(all.ledger().accepted()).isEqualTo(all.ledger().kept()).isEqualTo(letters.size());
            assertThat(letters).isNotEmpty();
            System.out.printf("%d processes killed: %d letters, %d records passed%n", rounds, letters.size(), passed);
        } finally {
            all.close();
        }
    }

    private void killAgainAndAgain(String place, String url, int rounds) throws Exception {
        for (int i = 0; i < rounds; i++) {
            Child child = start(place, true);
            Path accepted = folder.resolve("accepted-" + (round - 1));
            await(child, () -> Files.exists(accepted) && Files.size(accepted) > 0);
            live();
            kill(child);
            children.clear();
            assertSumsAreRight(url);
        }
        check(place, url);
    }

    private Child start(String place, boolean sends) throws IOException {
        Child child = Child.start(
                CrashingProcess.class,
                folder,
                place,
                folder.toString(),
                Integer.toString(round++),
                Boolean.toString(sends));
        children.add(child);
        assertThat(child.readLine()).isEqualTo("ready");
        return child;
    }

    /** It has done something by then, however slow the machine is: what is killed before shows nothing. */
    private void await(Child child, Callable<Boolean> progress) throws Exception {
        while (!progress.call()) {
            assertThat(child.process().isAlive()).isTrue();
            time.await(new CompletableFuture<>(), Duration.ofMillis(10));
        }
    }

    private void live() throws InterruptedException {
        time.await(new CompletableFuture<>(), Duration.ofMillis(random.nextInt(LONGEST_LIFE_MILLIS)));
    }

    private static void kill(Child child) throws InterruptedException {
        child.kill();
    }

    /** Has another process handle all that is left. */
    private void check(String place, String url) throws Exception {
        Child last = start(place, false);
        long[] ledger;
        do {
            ledger = last.ask();
            time.await(new CompletableFuture<>(), Duration.ofMillis(100));
        } while (processes(url) > 1 || unclaimed(url) > 0);
        ledger = last.ask();
        last.closeInput();
        assertThat(last.process().waitFor()).isZero();
        children.clear();

        Set<Long> accepted = ids("accepted-");
        Set<Long> done = ids("done-");
        Set<Long> lost = new HashSet<>(accepted);
        lost.removeAll(done);
        lost.removeIf(id -> id % CrashingProcess.DEADLY == 0);
        assertThat(lost).as("accepted, and neither done nor dead").isEmpty();
        assertThat(ledger[0])
                .as("accepted events, those included whose sender was killed before it was told")
                .isBetween((long) accepted.size(), accepted.size() + (long) round * CrashingProcess.SENDERS);
        Set<Long> rolledBack = new HashSet<>(done);
        rolledBack.removeIf(id -> !CrashingProcess.isRolledBack(id, url));
        assertThat(rolledBack).as("done, though it was rolled back").isEmpty();
        assertThat(ledger[1]).as("succeeded").isEqualTo(done.size());
        assertThat(ledger[2]).as("dead").isEqualTo(ledger[0] - ledger[1]).isEqualTo(ledger[3]);
        assertSumsAreRight(url);
        System.out.printf(
                "%d processes killed: %d accepted, %d done, %d dead%n", round - 1, ledger[0], ledger[1], ledger[2]);
    }

    /** None is done twice by one process: what is done again is so because of a crash. */
    private Set<Long> ids(String prefix) throws IOException {
        Set<Long> all = new HashSet<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(each -> each.getFileName().toString().startsWith(prefix))
                    .toList()) {
                List<Long> ids =
                        Files.readAllLines(file).stream().map(Long::valueOf).toList();
                assertThat(ids).as(file.toString()).doesNotHaveDuplicates();
                all.addAll(ids);
            }
        }
        return all;
    }

    private static int processes(String url) throws SQLException {
        return (int) number(url, "select count(*) from faas_process");
    }

    private static long unclaimed(String url) throws SQLException {
        return number(url, "select count(*) from faas_event where owner is null");
    }

    /** As many were accepted as ended, wait or are dead; but for those that are nobody's. */
    private static void assertSumsAreRight(String url) throws SQLException {
        assertThat(number(url, "select coalesce(sum(accepted), 0) from faas_function"))
                .isEqualTo(number(url, """
                                select (select count(*) from faas_event where owner is not null) + coalesce(sum(succeeded + dead + given_up \
                                + expired + cancelled + purged + discarded), 0) from faas_function"""));
    }

    private static long number(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(query)) {
            found.next();
            return found.getLong(1);
        }
    }
}
