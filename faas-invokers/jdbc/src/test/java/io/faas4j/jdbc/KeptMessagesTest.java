package io.faas4j.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.faas4j.Faas;
import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.jdbc.FaultyDatabase.Fault;
import io.faas4j.mapping.EventSourceMapping;
import io.faas4j.mapping.MappingState;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.QueueMessage;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Queues of a durable library: what the next process finds of them, and what happens while the store is away. */
class KeptMessagesTest {

    private static final int MOST_LOOKS = 3_000;
    private static final QueueAttributes FIFO = QueueAttributes.FIFO.contentBasedDeduplication(true);

    @TempDir
    Path folder;

    private final TimeSource time = TimeSource.system();
    private final List<String> handled = new CopyOnWriteArrayList<>();
    private FaultyDatabase database;

    @BeforeEach
    void create() {
        database = new FaultyDatabase(new SqliteDatabase(folder.resolve("faas.db")));
    }

    @AfterEach
    void close() {
        time.close();
    }

    private Faas start() {
        return Faas.builder()
                .durable(JdbcStore.of(() -> database))
                .drainLimit(Duration.ofSeconds(5))
                .build();
    }

    private void await(BooleanSupplier wanted) throws InterruptedException {
        int looks = 0;
        while (!wanted.getAsBoolean()) {
            assertThat(looks++).isLessThan(MOST_LOOKS);
            time.await(new CompletableFuture<>(), Duration.ofMillis(10));
        }
    }

    private static List<String> bodies(List<QueueMessage> messages) {
        return messages.stream().map(QueueMessage::bodyAsText).toList();
    }

    @Test
    @Rule({"QUEUE-10", "QUEUE-32", "QUEUE-50"})
    void the_next_process_has_the_queue_as_it_was_with_its_messages_and_its_handles() {
        Map<String, MessageAttribute> attributes =
                Map.of("text", MessageAttribute.string("\u00e4"), "bytes", MessageAttribute.binary(new byte[] {0, -1}));
        QueueAttributes wanted = QueueAttributes.NONE
                .visibilityTimeout(Duration.ofMillis(90_500))
                .deadLetterQueue("failed", 3);
        QueueMessage received;
        try (Faas faas = start()) {
            faas.queues().create("failed");
            MessageQueue queue = faas.queues().create("orders", wanted);
            queue.send(NewMessage.of("first").groupId("tenant").attributes(attributes));
            received = queue.receive(1).get(0);
            queue.send("second");
        }
        try (Faas faas = start()) {
            assertThat(faas.queues().names()).containsExactly("failed", "orders");
            MessageQueue queue = faas.queues().create("orders", wanted);
            assertThat(bodies(queue.receive(10))).containsExactly("second");
            queue.changeVisibility(received.receiptHandle(), Duration.ZERO);

            QueueMessage again = queue.receive(10).get(0);

            assertThat(again.messageId()).isEqualTo(received.messageId());
            assertThat(again.bodyAsText()).isEqualTo("first");
            assertThat(again.receiveCount()).isEqualTo(2);
            assertThat(again.sentAt()).isEqualTo(received.sentAt());
            assertThat(again.firstReceivedAt()).isEqualTo(received.firstReceivedAt());
            assertThat(again.groupId()).hasValue("tenant");
            assertThat(again.systemAttributes()).isEqualTo(received.systemAttributes());
            assertThat(again.attributes()).usingRecursiveComparison().isEqualTo(attributes);
            queue.delete(received.receiptHandle());
            assertThat(queue.approximateNumberOfMessagesNotVisible()).isOne();
        }
    }

    @Test
    @Rule({"FIFO-3", "FIFO-6", "FIFO-9"})
    void the_next_process_keeps_the_order_of_groups_and_knows_duplicates() {
        String first;
        String sequence;
        try (Faas faas = start()) {
            MessageQueue queue = faas.queues().create("orders.fifo", FIFO);
            first = queue.send(NewMessage.of("a").groupId("g")).messageId();
            sequence =
                    queue.send(NewMessage.of("b").groupId("g")).sequenceNumber().orElseThrow();
            queue.receive(1);
        }
        try (Faas faas = start()) {
            MessageQueue queue = faas.queues().get("orders.fifo");
            assertThat(queue.send(NewMessage.of("a").groupId("g")).messageId()).isEqualTo(first);
            assertThat(queue.send(NewMessage.of("c").groupId("g"))
                            .sequenceNumber()
                            .orElseThrow())
                    .isGreaterThan(sequence);

            assertThat(queue.receive(10)).isEmpty();
            assertThat(queue.approximateNumberOfMessages()).isEqualTo(2);
        }
    }

    @Test
    void what_is_stored_can_be_read_by_a_person() throws Exception {
        try (Faas faas = start()) {
            faas.queues().create("orders").send("{\"order\":7}");
        }
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("faas.db"));
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("select queue, body_begins from faas_message_readable")) {
            found.next();
            assertThat(found.getString(1)).isEqualTo("orders");
            assertThat(found.getString(2)).isEqualTo("{\"order\":7}");
        }
    }

    @Test
    void nothing_is_taken_and_nothing_is_lost_while_the_store_is_away() throws Exception {
        try (Faas faas = start()) {
            MessageQueue queue = faas.queues().create("orders");
            queue.send("a");
            database.is(Fault.AWAY);

            assertThat(catchThrowableOfType(StoreException.class, () -> queue.send("b"))
                            .reason())
                    .isEqualTo(Reason.UNAVAILABLE);
            assertThat(catchThrowableOfType(StoreException.class, () -> queue.receive(1)))
                    .isNotNull();
            assertThat(catchThrowableOfType(
                            StoreException.class, () -> faas.queues().get("orders")))
                    .isNotNull();

            database.is(Fault.NONE);
            await(() -> isSent(queue, "c"));
            assertThat(bodies(queue.receive(10))).containsExactly("a", "c");
        }
    }

    private static boolean isSent(MessageQueue queue, String body) {
        try {
            queue.send(body);
            return true;
        } catch (StoreException away) {
            return false;
        }
    }

    @Test
    void a_message_whose_storing_was_done_without_an_answer_is_sent_once() {
        try (Faas faas = start()) {
            MessageQueue queue = faas.queues().create("orders");
            database.is(Fault.ANSWER_LOST);

            queue.send("a");

            assertThat(bodies(queue.receive(10))).containsExactly("a");
        }
    }

    @Test
    void a_mapping_goes_on_when_the_store_is_back_and_in_the_next_process() throws Exception {
        try (Faas faas = start()) {
            // Whoever maps it looks at the latest when the time of a message that it has deleted would end.
            MessageQueue queue =
                    faas.queues().create("orders", QueueAttributes.NONE.visibilityTimeout(Duration.ofSeconds(4)));
            EventSourceMapping mapping = map(faas, queue);
            queue.send("a");
            await(() -> handled.contains("a"));
            database.is(Fault.AWAY);
            await(() -> mapping.status().lastError().isPresent());
            database.is(Fault.NONE);
            await(() -> isSent(queue, "b"));

            await(() -> handled.contains("b"));

            mapping.disable();
            await(() -> mapping.state() == MappingState.DISABLED);
            queue.send("c");
        }
        try (Faas faas = start()) {
            map(faas, faas.queues().get("orders"));

            await(() -> handled.contains("c"));
        }
        assertThat(handled).containsSubsequence("a", "b", "c");
    }

    private EventSourceMapping map(Faas faas, MessageQueue queue) {
        faas.deploy(FunctionDefinition.builder(
                        "count", new TypeRef<QueueBatch<String>>() {}, TypeRef.of(BatchResponse.class))
                .handler(QueueBatch.each((text, context) -> handled.add(text)))
                .build());
        return faas.map(queue).to("count").name("orders").start();
    }
}
