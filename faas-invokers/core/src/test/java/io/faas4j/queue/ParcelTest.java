package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.queue.Entry.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A parcel, whole and parted. */
class ParcelTest {

    private static final Instant RECEIVED = Instant.ofEpochSecond(9);

    private final Parcel parcel = new Parcel(
            new byte[][] {{'a'}, {'b'}, {'c'}}, Map.of("SenderId", "me"), 0x4000, 1L << 63 | 5, Instant.EPOCH, 7);

    ParcelTest() {
        parcel.order = 100;
        parcel.slot = 4;
        parcel.state = State.IN_FLIGHT;
        parcel.received(RECEIVED, 11);
    }

    @Test
    void while_it_is_whole_it_has_all_its_messages_and_no_other() {
        assertThat(parcel.size()).isEqualTo(3);
        assertThat(parcel.holder(99)).isNull();
        assertThat(parcel.holder(100)).isSameAs(parcel);
        assertThat(parcel.holder(102)).isSameAs(parcel);
        assertThat(parcel.holder(103)).isNull();
        assertThat(List.<Entry>copyOf(parcel.pieces())).containsExactly(parcel);
    }

    @Test
    void its_messages_have_different_ids() {
        assertThat(List.of(
                        parcel.id(100).toString(),
                        parcel.id(101).toString(),
                        parcel.id(102).toString()))
                .containsExactly(
                        "00000000-0000-4000-8000-000000000005",
                        "00000000-0000-4000-8000-000000000004",
                        "00000000-0000-4000-8000-000000000007");
    }

    @Test
    void once_it_is_parted_each_message_is_as_it_was_in_it() {
        String id = parcel.id(101).toString();

        List<StoredMessage> parts = parcel.part();

        assertThat(parcel.state).isEqualTo(State.PARTED);
        assertThat(parcel.holder(101)).isSameAs(parts.get(1));
        StoredMessage part = parts.get(1);
        assertThat(part.order).isEqualTo(101);
        assertThat(part.slot).isEqualTo(4);
        assertThat(part.state).isEqualTo(State.IN_FLIGHT);
        assertThat(part.receiveCount).isEqualTo(1);
        assertThat(part.firstReceivedAt).isEqualTo(RECEIVED);
        assertThat(part.receivedNanos).isEqualTo(11);
        assertThat(part.sentNanos).isEqualTo(7);
        assertThat(part.systemAttributes).containsEntry("SenderId", "me");
        assertThat(part.id).hasToString(id);
        assertThat(part.body).containsExactly('b');
        assertThat(part.holder(100)).isNull();
    }

    @Test
    void its_slot_is_given_back_by_the_last_of_its_messages() {
        List<StoredMessage> parts = parcel.part();

        assertThat(parts.get(1).leave()).isNull();
        assertThat(parcel.holder(101)).isNull();
        assertThat(List.<Entry>copyOf(parcel.pieces())).containsExactly(parts.get(0), parts.get(2));
        assertThat(parts.get(0).leave()).isNull();
        assertThat(parcel.state).isEqualTo(State.PARTED);
        assertThat(Objects.requireNonNull(parts.get(2).leave())).isSameAs(parcel);
        assertThat(parcel.state).isEqualTo(State.NOWHERE);
    }
}
