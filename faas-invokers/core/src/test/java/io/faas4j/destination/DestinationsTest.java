package io.faas4j.destination;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.QueueFullException;
import io.faas4j.error.ResourceConflictException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.event.DeadLetterMessage;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.InvocationRecord;
import io.faas4j.event.StreamBatchInfo;
import io.faas4j.event.StreamFailureCondition;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionRef;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.Queues;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How records and dead letters arrive at each kind of destination. */
class DestinationsTest {

    private static final UUID ID = UUID.fromString("8f3c1c52-7b52-4c3a-9d6e-2f6a1f0f5c11");
    private static final byte[] EVENT = "{\"order\":1}".getBytes(StandardCharsets.UTF_8);
    private static final DeadLetterMessage LETTER = DeadLetterMessages.of(ID, EVENT, 200, "broken");

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-01-02T03:04:05.678Z"));
    private final Queues queues = new Queues(ArnScope.DEFAULT, time, RandomSource.seeded(2));
    private final Destinations destinations = new Destinations(ArnScope.DEFAULT, queues, time, RandomSource.seeded(1));
    private final InvocationRecord success = told(EventCondition.SUCCESS, EVENT);
    private final InvocationRecord failure = told(EventCondition.RETRIES_EXHAUSTED, EVENT);

    private InvocationRecord told(EventCondition condition, byte[] event) {
        return new InvocationRecords(ArnScope.DEFAULT, time)
                .of(ID, FunctionRef.parse("price"), condition, 0, event, null);
    }

    private void deliver(String ref, DestinationMessage message) throws Exception {
        destinations.deliver(DestinationRef.parse(ref), message, (function, sent) -> {
            throw new AssertionError("no function is meant");
        });
    }

    // ---- queues ----------------------------------------------------------------------------------------------------

    @Test
    @Rule("DEST-6")
    void a_queue_receives_the_record_as_body_without_attributes() throws Exception {
        MessageQueue queue = queues.create("records");

        deliver("queue:records", success);

        QueueMessage message = queue.receive(1).get(0);
        assertThat(message.bodyAsText()).isEqualTo(success.bodyAsText());
        assertThat(message.attributes()).isEmpty();
    }

    @Test
    @Rule("DLQ-2")
    void a_queue_receives_the_event_with_typed_attributes() throws Exception {
        MessageQueue queue = queues.create("dlq");

        deliver("arn:aws:sqs:local-1:000000000000:dlq", LETTER);

        QueueMessage message = queue.receive(1).get(0);
        assertThat(message.body()).isEqualTo(EVENT);
        assertThat(message.attributes())
                .containsExactly(
                        entry("RequestID", MessageAttribute.string("8f3c1c52-7b52-4c3a-9d6e-2f6a1f0f5c11")),
                        entry("ErrorCode", MessageAttribute.number(200)),
                        entry("ErrorMessage", MessageAttribute.string("broken")));
    }

    @Test
    void an_error_without_a_text_has_no_attribute_for_it() throws Exception {
        MessageQueue queue = queues.create("dlq");

        deliver("queue:dlq", DeadLetterMessages.of(ID, EVENT, 200, ""));

        assertThat(queue.receive(1).get(0).attributes()).containsOnlyKeys("RequestID", "ErrorCode");
    }

    @Test
    void a_full_queue_takes_nothing() throws Exception {
        queues.create("dlq", QueueAttributes.NONE.capacity(1));
        deliver("queue:dlq", LETTER);

        assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> deliver("queue:dlq", LETTER));
    }

    // ---- topics ----------------------------------------------------------------------------------------------------

    @Test
    @Rule({"DEST-6", "DLQ-2"})
    void each_listener_of_a_topic_receives_the_message() throws Exception {
        List<TopicMessage> first = new ArrayList<>();
        List<TopicMessage> second = new ArrayList<>();
        destinations.topic("t").subscribe(first::add);
        destinations.topic("t").subscribe(second::add);

        deliver("topic:t", success);
        deliver("topic:t", LETTER);

        assertThat(first).isEqualTo(second).hasSize(2);
        assertThat(first.get(0).bodyAsText()).isEqualTo(success.bodyAsText());
        assertThat(first.get(0).attributes()).isEmpty();
        assertThat(first.get(1).body()).isEqualTo(EVENT);
        assertThat(first.get(1).attributes()).containsOnlyKeys("RequestID", "ErrorCode", "ErrorMessage");
        assertThat(first.get(1).messageId()).isNotEqualTo(first.get(0).messageId());
    }

    @Test
    void a_topic_without_listeners_takes_everything() throws Exception {
        Topic topic = destinations.topic("t");

        deliver("topic:t", success);

        assertThat(topic.arn()).isEqualTo("arn:aws:sns:local-1:000000000000:t");
    }

    @Test
    void a_listener_that_fails_fails_the_delivery_after_all_were_told() {
        List<TopicMessage> received = new ArrayList<>();
        destinations.topic("t").subscribe(message -> {
            throw new IOException("first");
        });
        destinations.topic("t").subscribe(received::add);
        destinations.topic("t").subscribe(message -> {
            throw new IOException("second");
        });

        assertThatThrownBy(() -> deliver("topic:t", success))
                .hasMessage("first")
                .satisfies(failed -> assertThat(failed.getSuppressed()).hasSize(1));
        assertThat(received).hasSize(1);
    }

    @Test
    void a_listener_that_fails_with_an_error_keeps_nobody_from_being_told() {
        List<TopicMessage> received = new ArrayList<>();
        destinations.topic("t").subscribe(message -> {
            throw new NoClassDefFoundError("first");
        });
        destinations.topic("t").subscribe(received::add);

        assertThatThrownBy(() -> deliver("topic:t", success)).isInstanceOf(NoClassDefFoundError.class);
        assertThat(received).hasSize(1);
    }

    @Test
    void a_listener_that_has_gone_is_not_told() throws Exception {
        List<TopicMessage> received = new ArrayList<>();
        TopicListener listener = received::add;
        Subscription first = destinations.topic("t").subscribe(listener);
        destinations.topic("t").subscribe(listener);

        first.close();
        first.close();
        deliver("topic:t", success);

        assertThat(received).hasSize(1);
    }

    @Test
    void a_message_of_a_topic_is_at_most_256_kilobytes() throws Exception {
        destinations.topic("t");
        InvocationRecord empty = told(EventCondition.SUCCESS, new byte[0]);
        int frame = empty.body().length - "null".length();

        deliver("topic:t", told(EventCondition.SUCCESS, new byte[Topic.MAX_MESSAGE_SIZE - frame]));

        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() ->
                        deliver("topic:t", told(EventCondition.SUCCESS, new byte[Topic.MAX_MESSAGE_SIZE - frame + 1])))
                .withMessage("Invalid parameter: Message too long: a message of topic 't' is at most 262144 bytes, "
                        + "with its attributes.");
    }

    // ---- event buses -----------------------------------------------------------------------------------------------

    @Test
    @Rule("DEST-6")
    void a_bus_receives_the_record_as_detail() throws Exception {
        List<BusEvent> received = new ArrayList<>();
        destinations.eventBus("orders").listen(received::add);

        deliver("event-bus:orders", success);

        BusEvent event = received.get(0);
        String bus = "arn:aws:events:local-1:000000000000:event-bus/orders";
        String function = "arn:aws:lambda:local-1:000000000000:function:price:$LATEST";
        assertThat(event.source()).isEqualTo("lambda");
        assertThat(event.detailType()).isEqualTo("Lambda Function Invocation Result - Success");
        assertThat(event.resources()).containsExactly(bus, function);
        assertThat(event.detail()).isEqualTo(success.bodyAsText());
        assertThat(new String(event.toJson(), StandardCharsets.UTF_8))
                .isEqualTo("{\"version\":\"0\",\"id\":\"" + event.id()
                        + "\",\"detail-type\":\"Lambda Function Invocation Result - Success\",\"source\":\"lambda\","
                        + "\"account\":\"000000000000\",\"time\":\"2026-01-02T03:04:05Z\",\"region\":\"local-1\","
                        + "\"resources\":[\"" + bus + "\",\"" + function + "\"],\"detail\":" + success.bodyAsText()
                        + "}");
    }

    @Test
    @Rule("DEST-6")
    void a_bus_tells_failures_by_the_detail_type() throws Exception {
        List<String> types = new ArrayList<>();
        destinations.eventBus("orders").listen(event -> types.add(event.detailType()));

        deliver("event-bus:orders", failure);

        assertThat(types).containsExactly("Lambda Function Invocation Result - Failure");
    }

    @Test
    void texts_in_an_event_are_escaped() {
        BusEvent event =
                new BusEvent(ID, "a\"b", "c\\d", "0", Instant.EPOCH, "r", List.of("new\nline", "\u00e4"), "{}");

        assertThat(new String(event.toJson(), StandardCharsets.UTF_8))
                .contains("\"a\\\"b\"", "\"c\\\\d\"", "[\"new\\u000aline\",\"\u00e4\"]");
    }

    @Test
    @Rule("DEST-6")
    void what_tells_of_stream_records_goes_where_invocation_records_go() throws Exception {
        StreamFailureRecord told = new StreamFailureRecord(
                ID,
                "arn:aws:lambda:local-1:000000000000:function:price",
                StreamFailureCondition.RETRY_ATTEMPTS_EXHAUSTED,
                2,
                time.now(),
                "7",
                new StreamBatchInfo("stream", "shard", 1, "1", "1", time.now(), time.now()),
                "{\"batchSize\":1}".getBytes(StandardCharsets.UTF_8));
        List<String> seen = new ArrayList<>();
        MessageQueue queue = queues.create("records");
        destinations.topic("alarms").subscribe(message -> seen.add(message.bodyAsText()));
        destinations
                .eventBus("orders")
                .listen(event -> seen.add(event.detailType() + event.resources() + event.detail()));
        destinations.register(DestinationRef.custom("mine"), message -> seen.add(message.toString()));

        deliver("queue:records", told);
        deliver("topic:alarms", told);
        deliver("event-bus:orders", told);
        deliver("custom:mine", told);
        destinations.deliver(
                DestinationRef.function("audit"), told, (function, message) -> seen.add(function + "" + message));

        QueueMessage message = queue.receive(1).get(0);
        assertThat(message.bodyAsText()).isEqualTo(told.bodyAsText());
        assertThat(message.attributes()).isEmpty();
        assertThat(seen)
                .containsExactly(
                        told.bodyAsText(),
                        "Lambda Function Invocation Result - Failure[arn:aws:events:local-1:000000000000:event-bus/orders, "
                                + told.functionArn() + "]" + told.bodyAsText(),
                        told.toString(),
                        "audit" + told);
    }

    @Test
    @Rule("DLQ-6")
    void a_bus_and_a_function_take_no_dead_letters() {
        destinations.eventBus("orders");

        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> deliver("event-bus:orders", LETTER))
                .withMessage("The event bus 'orders' takes records and no dead letters.");
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> deliver("function:audit", LETTER))
                .withMessage("The function 'audit' takes records and no dead letters.");
    }

    // ---- functions -------------------------------------------------------------------------------------------------

    @Test
    @Rule("DEST-6")
    void a_function_is_sent_the_record() throws Exception {
        List<String> sent = new ArrayList<>();

        destinations.deliver(
                DestinationRef.function("audit:live"),
                success,
                (function, told) -> sent.add(function + " " + new String(told.body(), StandardCharsets.UTF_8)));

        assertThat(sent).containsExactly("audit:live " + success.bodyAsText());
    }

    // ---- of your own -----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"queue:mine", "topic:mine", "event-bus:mine", "bucket:mine", "custom:mine"})
    @Rule("ASYNC-9")
    void a_destination_of_your_own_may_be_of_any_kind_but_a_function(String ref) throws Exception {
        List<DestinationMessage> first = new ArrayList<>();
        List<DestinationMessage> second = new ArrayList<>();
        destinations.register(DestinationRef.parse(ref), first::add);
        deliver(ref, success);

        destinations.register(DestinationRef.parse(ref), second::add);
        deliver(ref, LETTER);
        destinations.find(DestinationRef.parse(ref)).deliver(failure);

        assertThat(first).containsExactly(success);
        assertThat(second).containsExactly(LETTER, failure);
    }

    @Test
    void a_function_is_not_registered_and_not_found() {
        DestinationRef function = DestinationRef.function("audit");

        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> destinations.register(function, message -> {}))
                .withMessageContaining("function:audit cannot be registered");
        assertThatExceptionOfType(InvalidParameterValueException.class).isThrownBy(() -> destinations.find(function));
    }

    @Test
    void a_name_has_one_destination() {
        queues.create("inside");
        destinations.register(DestinationRef.queue("mine"), message -> {});
        destinations.register(DestinationRef.topic("mine"), message -> {});

        assertThatExceptionOfType(ResourceConflictException.class)
                .isThrownBy(() -> destinations.register(DestinationRef.queue("inside"), message -> {}))
                .withMessage("The destination queue:inside is one inside the process.");
        assertThatExceptionOfType(ResourceConflictException.class)
                .isThrownBy(() -> destinations.topic("mine"))
                .withMessage("The destination topic:mine is registered as one of your own.");
    }

    @Test
    void a_queue_that_is_made_under_the_name_of_a_destination_of_your_own_gets_none_of_its_deliveries()
            throws Exception {
        List<DestinationMessage> mine = new ArrayList<>();
        destinations.register(DestinationRef.queue("mine"), mine::add);
        MessageQueue queue = queues.create("mine");

        deliver("queue:mine", success);

        assertThat(mine).containsExactly(success);
        assertThat(queue.receive(1)).isEmpty();
    }

    // ---- what is not there -----------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"queue:missing", "topic:missing", "event-bus:missing", "bucket:missing", "custom:missing"})
    @Rule("ASYNC-9")
    void what_is_not_there_fails_at_delivery(String ref) {
        String arn = DestinationRef.parse(ref).arn(ArnScope.DEFAULT);

        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> deliver(ref, success))
                .withMessage("There is no destination " + ref + ", " + arn + ": nobody has made or registered it.");
    }

    @Test
    void what_comes_later_is_found_then() throws Exception {
        var found = destinations.find(DestinationRef.queue("later"));
        assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> found.deliver(success));

        MessageQueue queue = queues.create("later");
        time.advance(Duration.ofSeconds(1));
        found.deliver(success);

        assertThat(queue.approximateNumberOfMessages()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue:a.fifo", "topic:a.fifo"})
    @Rule("ASYNC-9")
    void what_keeps_an_order_fails_at_delivery_also_if_it_is_there(String ref) {
        queues.create("a.fifo", QueueAttributes.FIFO);

        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> deliver(ref, success))
                .withMessage(ref + " keeps an order (FIFO): destinations and dead-letter queues are standard ones.");
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> destinations.register(DestinationRef.parse(ref), message -> {}));
        assertThatExceptionOfType(InvalidParameterValueException.class).isThrownBy(() -> destinations.topic("a.fifo"));
    }
}
