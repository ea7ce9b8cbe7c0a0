package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.QueueMessage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Processes that send and handle messages at full speed are killed at a random moment: no message is lost, and groups keep their order. */
@Tag("slow")
class MessageCrashTest {

    private static final int ROUNDS = Integer.getInteger("faas.crash.rounds", 2);
    private static final int LONGEST_MILLIS = 1_500;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private final TimeSource time = TimeSource.system();
    private final Random random = new Random(7);
    private final Set<String> sent = ConcurrentHashMap.newKeySet();
    private final Set<String> deleting = ConcurrentHashMap.newKeySet();
    private final Set<String> deleted = ConcurrentHashMap.newKeySet();
    private final Set<String> failures = ConcurrentHashMap.newKeySet();

    @AfterEach
    void close() {
        time.close();
    }

    @Test
    @Rule({"QUEUE-50", "FIFO-13"})
    void what_a_process_has_sent_to_a_file_and_not_deleted_is_there_when_it_was_killed() throws Exception {
        killAll(folder.resolve("faas.db").toString(), 1);
    }

    @Test
    @Rule({"QUEUE-50", "FIFO-13"})
    void what_processes_have_sent_to_PostgreSQL_and_not_deleted_is_there_when_they_were_killed() throws Exception {
        killAll(TestPostgres.url(TestPostgres.newSchema()), 2);
    }

    private void killAll(String place, int processes) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<Child> children = new ArrayList<>();
            for (int process = 0; process < processes; process++) {
                String name = "r%dp%d".formatted(round, process);
                Child child = Child.start(MessagingProcess.class, folder, place, name);
                children.add(child);
            }
            for (Child child : children) {
                assertThat(child.readLine()).isEqualTo("ready");
            }
            List<Thread> readers = children.stream().map(this::read).toList();
            for (Child child : children) {
                pause(Duration.ofMillis(100 + random.nextInt(LONGEST_MILLIS / processes)));
                child.kill();
            }
            for (Thread reader : readers) {
                reader.join();
            }
        }
        try (Faas faas = Faas.builder().durable(CrashingProcess.store(place)).build()) {
            List<String> left = new ArrayList<>();
            left.addAll(drained(MessagingProcess.create(faas, MessagingProcess.STANDARD, QueueAttributes.NONE)));
            left.addAll(drained(MessagingProcess.create(
                    faas, MessagingProcess.FIFO, QueueAttributes.FIFO.contentBasedDeduplication(true))));
            check(left);
        }
    }

    private void pause(Duration duration) throws InterruptedException {
        time.await(new CompletableFuture<>(), duration);
    }

    private Thread read(Child child) {
        Thread reader = new Thread(() -> {
            try {
                for (String said = child.readLine(); said != null; said = child.readLine()) {
                    note(said);
                }
            } catch (java.io.IOException e) {
                failures.add(e.toString());
            }
        });
        reader.start();
        return reader;
    }

    private void note(String said) {
        int blank = said.indexOf(' ');
        String body = said.substring(blank + 1);
        switch (said.substring(0, blank)) {
            case "sent" -> sent.add(body);
            case "deleting" -> deleting.add(body);
            case "deleted" -> deleted.add(body);
            default -> failures.add(said);
        }
    }

    /** All that is there, in the order in which it comes. */
    private List<String> drained(MessageQueue queue) throws Exception {
        List<String> all = new ArrayList<>();
        long end = time.nanoTime() + PATIENCE.toNanos();
        while (queue.approximateNumberOfMessages() + queue.approximateNumberOfMessagesNotVisible() > 0) {
            assertThat(time.nanoTime() - end).isNegative();
            List<QueueMessage> received = queue.receive(1_000, Duration.ofMinutes(1));
            received.forEach(message -> all.add(message.bodyAsText()));
            assertThat(queue.delete(received)).isEmpty();
            if (received.isEmpty()) {
                pause(Duration.ofMillis(20));
            }
        }
        return all;
    }

    private void check(List<String> left) {
        System.out.printf("%d messages sent, %d deleted, %d left%n", sent.size(), deleted.size(), left.size());
        assertThat(failures).isEmpty();
        assertThat(sent).hasSizeGreaterThan(100);
        assertThat(deleted).hasSizeGreaterThan(100).doesNotContainAnyElementsOf(left);
        assertThat(left).doesNotHaveDuplicates();
        Set<String> known = ConcurrentHashMap.newKeySet();
        known.addAll(left);
        known.addAll(deleting);
        assertThat(known).containsAll(sent);
        checkOrder(left);
    }

    /** What is left of a group comes in its order, and nothing behind it was handled before it. */
    private void checkOrder(List<String> left) {
        Map<String, Integer> first = new HashMap<>();
        Map<String, Integer> last = new HashMap<>();
        for (String body : left) {
            String group = group(body);
            if (isOrdered(group)) {
                first.putIfAbsent(group, number(body));
                Integer before = last.put(group, number(body));
                assertThat(number(body)).as(body).isGreaterThan(before == null ? -1 : before);
            }
        }
        for (String body : deleting) {
            String group = group(body);
            if (isOrdered(group) && !left.contains(body)) {
                assertThat(number(body)).as(body).isLessThan(first.getOrDefault(group, Integer.MAX_VALUE));
            }
        }
    }

    private static boolean isOrdered(String group) {
        return group.contains("g");
    }

    private static String group(String body) {
        return body.substring(0, body.indexOf(':'));
    }

    private static int number(String body) {
        return Integer.parseInt(body.substring(body.indexOf(':') + 1));
    }
}
