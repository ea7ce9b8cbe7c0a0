package io.faas4j.testkit.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.faas4j.function.TypeRef;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.StreamBatch;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Events of tests lie in files beside them. */
class EventFilesTest {

    record Order(String id, int amount) {}

    @Test
    void an_event_is_what_a_handler_would_receive(@EventFile("order.json") Order order) {
        assertThat(order).isEqualTo(new Order("o-1", 700));
    }

    @Test
    void an_event_may_be_json_or_the_file_itself(
            @EventFile("order.json") JsonNode json,
            @EventFile("/io/faas4j/testkit/event/order.json") String text,
            @EventFile("order.json") byte[] bytes) {
        assertThat(json.path("amount").asInt()).isEqualTo(700);
        assertThat(text).startsWith("{\"id\":");
        assertThat(new String(bytes, StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    void messages_of_a_queue_are_read_from_awss_event(@EventFile("messages.json") QueueBatch<Order> batch) {
        assertThat(batch.eventSourceArn()).isEqualTo("arn:aws:sqs:eu-west-1:123456789012:orders");
        assertThat(batch.items()).extracting(QueueBatch.Item::value).containsExactly(new Order("o-1", 700));
        assertThat(batch.items().get(0).message().receiveCount()).isEqualTo(2);
    }

    @Test
    void records_of_a_stream_are_read_from_awss_event(@EventFile("records.json") StreamBatch<Order> batch) {
        assertThat(batch.shardId()).isEqualTo("shardId-000000000006");
        assertThat(batch.items()).extracting(StreamBatch.Item::value).containsExactly(new Order("o-2", 9));
    }

    @Test
    void many_events_come_from_arrays_lines_and_files_of_one(
            @Events({"orders.json", "orders.jsonl", "order.json"}) List<Order> orders) {
        assertThat(orders).extracting(Order::id).containsExactly("o-3", "o-4", "o-5", "o-6", "o-1");
    }

    @Test
    void texts_in_an_array_are_what_stands_between_their_quotes(@Events("names.json") List<String> names) {
        assertThat(names).containsExactly("Ada", "Grace");
    }

    @Test
    void without_junit_they_are_read_by_name() {
        assertThat(EventFiles.read(EventFilesTest.class, "order.json", TypeRef.of(Order.class))
                        .id())
                .isEqualTo("o-1");
        assertThat(EventFiles.readAll(EventFilesTest.class, "orders.jsonl", TypeRef.of(Order.class)))
                .hasSize(2);
    }

    @Test
    void what_is_wrong_with_a_file_is_said() {
        assertThatThrownBy(() -> EventFiles.read(EventFilesTest.class, "none.json", TypeRef.of(Order.class)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no file io/faas4j/testkit/event/none.json on the class path;"
                        + " put it among the test's resources");
        assertThatThrownBy(() -> EventFiles.read(EventFilesTest.class, "names.json", TypeRef.of(Order.class)))
                .hasMessageStartingWith("names.json is no io.faas4j.testkit.event.EventFilesTest$Order: ");
        assertThatThrownBy(() -> EventFiles.readAll(EventFilesTest.class, "orders.jsonl", TypeRef.of(Integer.class)))
                .hasMessageStartingWith("orders.jsonl, line 1 is no java.lang.Integer: ");
        assertThatThrownBy(
                        () -> EventFiles.read(EventFilesTest.class, "order.json", new TypeRef<QueueBatch<Order>>() {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("order.json is no ");
    }
}
