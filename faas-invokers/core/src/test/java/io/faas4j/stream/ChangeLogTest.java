package io.faas4j.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.InvalidArgumentException;
import io.faas4j.error.ResourceInUseException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.Change;
import io.faas4j.source.Shard;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import io.faas4j.source.StreamSource;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Changes that an application tells of, and what readers learn of them. */
class ChangeLogTest {

    private final VirtualTime time = VirtualTime.create();
    private final ChangeLogs logs =
            new ChangeLogs(ArnScope.DEFAULT, time, RandomSource.seeded(1), PayloadCodec.jackson());
    private final ChangeDecoder<Order> decoder = ChangeDecoder.of(Order.class, PayloadCodec.jackson());

    record Order(
            String id,
            int count,
            BigDecimal price,
            List<String> tags,
            @Nullable String note) {}

    private static Order order(int count) {
        return new Order("o-1", count, new BigDecimal("9.50"), List.of("new", "öl"), null);
    }

    private static final Map<String, ?> KEY = Map.of("id", "o-1");

    private ChangeLog<Order> create(StreamViewType viewType) {
        return logs.create("orders", Order.class, viewType);
    }

    private List<StreamRecord> records(ChangeLog<?> log) {
        List<StreamRecord> all = new ArrayList<>();
        for (Shard shard : log.stream().shards()) {
            all.addAll(log.stream()
                    .read(shard.id(), StreamPosition.trimHorizon(), 1_000)
                    .records());
        }
        return all;
    }

    private Change<Order> decoded(StreamRecord record) {
        try {
            return decoder.decode(record.data());
        } catch (Exception failure) {
            throw new AssertionError(record.dataAsText(), failure);
        }
    }

    @Test
    @Rule({"CHANGE-1", "CHANGE-3", "CHANGE-8"})
    void a_record_has_the_form_of_dynamodb_with_typed_values() {
        ChangeLog<Order> log = create(StreamViewType.NEW_AND_OLD_IMAGES);

        String number = log.changed(KEY, order(1), order(2)).orElseThrow().sequenceNumber();

        String image = "{\"id\":{\"S\":\"o-1\"},\"count\":{\"N\":\"%d\"},\"price\":{\"N\":\"9.5\"},"
                + "\"tags\":{\"L\":[{\"S\":\"new\"},{\"S\":\"öl\"}]},\"note\":{\"NULL\":true}}";
        String text = records(log).get(0).dataAsText();
        assertThat(text.replaceFirst("\"eventID\":\"[0-9a-f]{32}\"", "\"eventID\":\"\""))
                .isEqualTo("{\"eventID\":\"\",\"eventName\":\"MODIFY\",\"eventVersion\":\"1.1\",\"dynamodb\":{"
                        + "\"ApproximateCreationDateTime\":1767225600,\"Keys\":{\"id\":{\"S\":\"o-1\"}},\"NewImage\":"
                        + image.formatted(2) + ",\"OldImage\":" + image.formatted(1) + ",\"SequenceNumber\":\"" + number
                        + "\",\"SizeBytes\":85,\"StreamViewType\":\"NEW_AND_OLD_IMAGES\"}}");
        assertThat(number).hasSize(21).matches("\\d+");
        assertThat(log.stream().kind()).isEqualTo(StreamSource.Kind.CHANGES);
        assertThat(log.stream().arn())
                .isEqualTo("arn:aws:dynamodb:local-1:000000000000:table/orders/stream/2026-01-01T00:00:00.000");
    }

    @ParameterizedTest
    @EnumSource
    @Rule("CHANGE-2")
    void the_view_type_says_which_images_there_are(StreamViewType viewType) {
        ChangeLog<Order> log = create(viewType);
        log.changed(KEY, null, order(1));
        log.changed(KEY, order(1), order(2));
        log.changed(KEY, order(2), null);

        List<Change<Order>> changes = records(log).stream().map(this::decoded).toList();

        boolean hasOld = viewType == StreamViewType.OLD_IMAGE || viewType == StreamViewType.NEW_AND_OLD_IMAGES;
        boolean hasNew = viewType == StreamViewType.NEW_IMAGE || viewType == StreamViewType.NEW_AND_OLD_IMAGES;
        assertThat(changes).extracting(Change::type).containsExactly(Change.Type.values());
        assertThat(changes.get(0).oldImage()).isEmpty();
        assertThat(changes.get(0).newImage().isPresent()).isEqualTo(hasNew);
        assertThat(changes.get(1).oldImage().isPresent()).isEqualTo(hasOld);
        assertThat(changes.get(1).newImage().isPresent()).isEqualTo(hasNew);
        assertThat(changes.get(2).oldImage().isPresent()).isEqualTo(hasOld);
        assertThat(changes.get(2).newImage()).isEmpty();
        assertThat(changes).allSatisfy(change -> assertThat(change.keys()).isEqualTo(Map.of("id", "o-1")));
        String text = records(log).get(1).dataAsText();
        assertThat(text.contains("\"NewImage\"")).isEqualTo(hasNew);
        assertThat(text.contains("\"OldImage\"")).isEqualTo(hasOld);
    }

    @Test
    @Rule("CHANGE-1")
    void a_change_is_read_as_what_was_written() {
        ChangeLog<Order> log = create(StreamViewType.NEW_AND_OLD_IMAGES);
        log.changed(Map.of("id", "o-1", "line", 7.0), order(1), order(2));

        Change<Order> change = decoded(records(log).get(0));

        Order read = new Order("o-1", 2, new BigDecimal("9.5"), List.of("new", "öl"), null);
        assertThat(change.newImage()).contains(read);
        assertThat(change.oldImage().orElseThrow().count()).isEqualTo(1);
        assertThat(change.keys()).isEqualTo(Map.of("id", "o-1", "line", "7"));
        assertThat(change.createdAt()).isEqualTo(time.now());
        assertThat(change.eventId()).hasSize(32);
        assertThat(change.isExpiry()).isFalse();
    }

    @Test
    @Rule("CHANGE-4")
    void a_write_that_changes_nothing_leaves_no_record() {
        ChangeLog<Order> log = create(StreamViewType.KEYS_ONLY);

        assertThat(log.changed(KEY, order(1), order(1))).isEmpty();
        assertThat(log.changed(KEY, null, null)).isEmpty();
        Order sameNumber = new Order("o-1", 1, new BigDecimal("9.500"), List.of("new", "öl"), null);
        assertThat(log.changed(KEY, order(1), sameNumber)).isEmpty();
        assertThat(log.changed(KEY, order(1), order(2))).isPresent();
        assertThat(log.stream().recordCount()).isEqualTo(1);
    }

    @Test
    @Rule("CHANGE-4")
    void each_change_of_an_item_appears_once_and_in_order_also_over_shard_splits() {
        ChangeLog<Order> log = create(StreamViewType.NEW_IMAGE);
        for (int count = 1; count <= 40; count++) {
            for (int item = 0; item < 5; item++) {
                log.changed(Map.of("id", item), count == 1 ? null : order(count - 1), order(count));
            }
            if (count % 10 == 0) {
                log.stream().updateShardCount(4 + count / 10);
            }
        }

        Map<String, Integer> counts = new HashMap<>();
        for (StreamRecord record : records(log)) {
            Change<Order> change = decoded(record);
            int expected = counts.merge(change.keys().get("id"), 1, Integer::sum);
            assertThat(change.newImage().orElseThrow().count()).isEqualTo(expected);
        }
        assertThat(counts)
                .hasSize(5)
                .allSatisfy((item, count) -> assertThat(count).isEqualTo(40));
    }

    @Test
    @Rule("CHANGE-5")
    void an_expired_item_is_removed_by_the_service_and_a_deleted_one_is_not() {
        ChangeLog<Order> log = create(StreamViewType.NEW_AND_OLD_IMAGES);
        log.expired(KEY, order(1));
        log.changed(KEY, order(1), null);

        List<StreamRecord> records = records(log);

        assertThat(records.get(0).dataAsText())
                .endsWith("\"userIdentity\":{\"type\":\"Service\",\"principalId\":\"dynamodb.amazonaws.com\"}}");
        assertThat(decoded(records.get(0)).isExpiry()).isTrue();
        assertThat(decoded(records.get(0)).type()).isEqualTo(Change.Type.REMOVE);
        assertThat(decoded(records.get(0)).oldImage()).isPresent();
        assertThat(records.get(1).dataAsText()).doesNotContain("userIdentity");
        assertThat(decoded(records.get(1)).isExpiry()).isFalse();
    }

    @Test
    @Rule("CHANGE-6")
    void changes_are_kept_for_24_hours_read_by_1000_and_through_iterators_of_15_minutes() {
        ChangeLog<Order> log =
                logs.create("orders", Order.class, StreamViewType.KEYS_ONLY, StreamSettings.DEFAULT.shards(1));
        for (int count = 0; count <= 1_000; count++) {
            log.changed(KEY, order(count), order(count + 1));
        }
        String shard = "shardId-000000000000";
        ShardIterator iterator = log.stream().shardIterator(shard, StreamPosition.trimHorizon());
        time.advance(Duration.ofMinutes(15));

        assertThat(log.stream().read(shard, StreamPosition.trimHorizon(), 5_000).records())
                .hasSize(1_000);
        assertThat(log.stream().records(iterator, 1_000).records()).hasSize(1_000);
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> log.stream().records(iterator, 1_001));
        time.advance(Duration.ofHours(24));
        assertThat(records(log)).isEmpty();
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> log.stream().increaseRetention(Duration.ofDays(2)));
        StreamSettings longer = StreamSettings.DEFAULT.retention(Duration.ofDays(2));
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> logs.create("others", Order.class, StreamViewType.KEYS_ONLY, longer));
    }

    @Test
    void only_the_log_writes_to_its_stream() {
        DataStream stream = create(StreamViewType.KEYS_ONLY).stream();

        assertThatExceptionOfType(InvalidArgumentException.class).isThrownBy(() -> stream.put("a", new byte[1]));
        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> stream.putAll(List.of(StreamEntry.of("a", "1"))));
    }

    @Test
    void keys_are_one_or_two_texts_or_numbers_and_an_item_is_an_object() {
        ChangeLog<Order> log = create(StreamViewType.KEYS_ONLY);

        for (Map<String, ?> wrong : List.<Map<String, ?>>of(
                Map.of(),
                Map.of("a", 1, "b", 2, "c", 3),
                Map.of("a", true),
                Map.of("a", Double.NaN),
                Map.of("a", List.of()))) {
            assertThatExceptionOfType(ValidationException.class)
                    .isThrownBy(() -> log.changed(wrong, null, order(1)))
                    .withMessageContaining("keys");
        }
        ChangeLog<String> texts = logs.create("texts", String.class, StreamViewType.KEYS_ONLY);
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> texts.changed(KEY, null, "text"))
                .withMessageContaining("'after'");
    }

    @Test
    void what_is_no_change_record_is_not_read_as_one() {
        for (String wrong : List.of("{}", "[]", "7", "{\"dynamodb\":{\"Keys\":{\"a\":{\"S\":\"1\"}}}}")) {
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> decoder.decode(wrong.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                    .withMessageStartingWith("it is no change record");
        }
    }

    @Test
    void logs_are_found_by_name_and_arn_and_deleted() {
        ChangeLog<Order> log = create(StreamViewType.KEYS_ONLY);

        assertThat(logs.find("orders")).containsSame(log);
        assertThat(logs.find(log.stream().arn())).containsSame(log);
        assertThat(logs.names()).containsExactly("orders");
        assertThatExceptionOfType(ResourceInUseException.class).isThrownBy(() -> create(StreamViewType.KEYS_ONLY));
        logs.delete("orders");
        assertThat(logs.find("orders")).isEmpty();
        assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> logs.delete("orders"));
        assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> log.changed(KEY, null, order(1)));
    }
}
