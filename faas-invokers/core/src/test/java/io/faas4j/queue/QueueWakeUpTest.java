package io.faas4j.queue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.ForwardingTime;
import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A sender who looks too early whether somebody waits, while a receive that finds too little comes to wait. */
class QueueWakeUpTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int MOST_IN_FLIGHT = 120_000;

    private final MeddledTime time = new MeddledTime();
    private final MessageQueue queue =
            new Queues(ArnScope.DEFAULT, time, RandomSource.seeded(1)).create("orders", QueueAttributes.NONE);
    private final AtomicInteger told = new AtomicInteger();

    /** Virtual time in which something happens when a receive sets its alarm. */
    private static final class MeddledTime extends ForwardingTime {

        private Runnable meanwhile = () -> {};

        MeddledTime() {
            super(VirtualTime.create());
        }

        @Override
        public Cancellable schedule(Duration delay, Runnable task) {
            meanwhile.run();
            return super.schedule(delay, task);
        }
    }

    private QueueState state() {
        return ((MemoryBody) queue.body()).state();
    }

    /** As a send does, but for the look whether somebody waits: that was before. */
    private void post(String body) {
        Parcel parcel = new Parcel(new byte[][] {body.getBytes(UTF_8)}, Map.of(), 1, 2, Instant.EPOCH, time.nanoTime());
        assertThat(state().room.tryTake(1)).isTrue();
        state().post(parcel, parcel);
    }

    @Test
    @Rule("QUEUE-36")
    void the_receive_tells_of_what_was_sent_meanwhile() {
        queue.listen(told::incrementAndGet);
        queue.send("a");
        assertThat(told).hasValue(1);
        time.meanwhile = () -> post("b");

        assertThat(queue.receive(10)).hasSize(1);

        assertThat(told).hasValue(2);
        time.meanwhile = () -> {};
        assertThat(queue.receive(10))
                .singleElement()
                .satisfies(message -> assertThat(message.bodyAsText()).isEqualTo("b"));
    }

    @Test
    void nobody_is_told_again_before_somebody_has_looked() {
        queue.listen(told::incrementAndGet);
        queue.send("a");
        queue.send("b");

        assertThat(told).hasValue(1);
        assertThat(queue.approximateNumberOfMessages()).isEqualTo(2);
    }

    @Test
    @Rule("QUEUE-40")
    void whoever_found_nothing_as_too_many_are_in_flight_is_told_when_some_are_deleted() throws Exception {
        List<NewMessage> ten = Collections.nCopies(10, NewMessage.of("a"));
        MessageQueue large = new Queues(ArnScope.DEFAULT, time, RandomSource.seeded(1))
                .create("large", QueueAttributes.NONE.capacity(2 * MOST_IN_FLIGHT));
        large.listen(told::incrementAndGet);
        for (int i = 0; i <= MOST_IN_FLIGHT; i += 10) {
            large.sendAll(ten);
        }
        List<QueueMessage> first = large.receive(10, TIMEOUT);
        while (!large.receive(10, TIMEOUT).isEmpty()) {
            assertThat(large.approximateNumberOfMessages()).isPositive();
        }
        int before = told.get();

        large.delete(first);

        assertThat(told).hasValue(before + 1);
        assertThat(large.receive(10, TIMEOUT)).hasSize(10);
    }
}
