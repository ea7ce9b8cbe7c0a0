package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.QueueFullException;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/** Whatever is done to a queue, in any order: it answers as a list of messages does that is looked through each time. */
class MessageQueuePropertyTest {

    private static final int STEPS = 2_000;
    private static final int CAPACITY = 12;

    private final VirtualTime time = VirtualTime.create();
    private final MessageQueue queue = MessageQueue.create(
            "q", QueueSettings.DEFAULT.capacity(CAPACITY), ArnScope.DEFAULT, time, RandomSource.seeded(1));

    /** What is known of the messages that are there, the oldest first. */
    private final Map<Integer, Known> there = new TreeMap<>();

    private final Map<UUID, Integer> numbers = new HashMap<>();

    /** Every handle that was given out, with the number of its message. */
    private final List<Handle> handles = new ArrayList<>();

    private record Handle(String text, int number) {}

    private static final class Known {
        private int receives;
        private long receivedAt;
        private long hiddenUntil;
    }

    @RepeatedTest(20)
    void it_behaves_as_its_description(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(6)) {
                case 0, 1 -> send();
                case 2 -> receive(1 + random.nextInt(10), timeout(random));
                case 3 -> delete(random);
                case 4 -> changeVisibility(random);
                default -> time.advance(Duration.ofSeconds(random.nextInt(4) == 0 ? 20_000 : random.nextInt(40)));
            }
            assertCounts();
        }
    }

    private static Duration timeout(SplittableRandom random) {
        return Duration.ofSeconds(random.nextInt(4) == 0 ? 0 : random.nextInt(60));
    }

    private boolean isVisible(Known known) {
        return known.hiddenUntil <= time.nanoTime();
    }

    private void send() {
        boolean isFull = there.size() == CAPACITY;
        try {
            UUID id = queue.send(new byte[1], Map.of());
            assertThat(isFull).isFalse();
            there.put(numbers.size(), new Known());
            numbers.put(id, numbers.size());
        } catch (QueueFullException full) {
            assertThat(isFull).isTrue();
        }
    }

    private void receive(int max, Duration timeout) {
        List<Map.Entry<Integer, Known>> expected = there.entrySet().stream()
                .filter(message -> isVisible(message.getValue()))
                .limit(max)
                .toList();

        List<Message> received = queue.receive(max, timeout);

        assertThat(received).hasSameSizeAs(expected);
        for (int i = 0; i < expected.size(); i++) {
            Message message = received.get(i);
            Known known = expected.get(i).getValue();
            known.receives++;
            known.receivedAt = time.nanoTime();
            known.hiddenUntil = time.nanoTime() + timeout.toNanos();
            assertThat(numbers.get(message.messageId()))
                    .isEqualTo(expected.get(i).getKey());
            assertThat(message.receiveCount()).isEqualTo(known.receives);
            handles.add(new Handle(message.receiptHandle(), expected.get(i).getKey()));
        }
    }

    private @Nullable Handle anyHandle(SplittableRandom random) {
        return handles.isEmpty() ? null : handles.get(random.nextInt(handles.size()));
    }

    private void delete(SplittableRandom random) {
        Handle handle = anyHandle(random);
        if (handle != null) {
            queue.delete(handle.text());

            there.remove(handle.number());
        }
    }

    private void changeVisibility(SplittableRandom random) {
        Handle handle = anyHandle(random);
        if (handle == null) {
            return;
        }
        Known known = there.get(handle.number());
        Duration timeout = timeout(random);
        boolean isRefused = known == null || isTooLong(known, timeout);
        try {
            queue.changeVisibility(handle.text(), timeout);
            assertThat(isRefused).isFalse();
            if (known != null) {
                known.hiddenUntil = time.nanoTime() + timeout.toNanos();
            }
        } catch (InvalidParameterValueException refused) {
            assertThat(isRefused).isTrue();
        }
    }

    private boolean isTooLong(Known known, Duration timeout) {
        long sinceReceive = time.nanoTime() - known.receivedAt;
        return !timeout.isZero()
                && sinceReceive + timeout.toNanos() > Duration.ofHours(12).toNanos();
    }

    private void assertCounts() {
        int visible = (int) there.values().stream().filter(this::isVisible).count();
        assertThat(queue.approximateNumberOfMessages()).isEqualTo(visible);
        assertThat(queue.approximateNumberOfMessagesNotVisible()).isEqualTo(there.size() - visible);
    }
}
