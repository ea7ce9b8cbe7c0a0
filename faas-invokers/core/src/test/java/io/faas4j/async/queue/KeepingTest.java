package io.faas4j.async.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.EventQueueFullException.Limit;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventPriority;
import io.faas4j.event.EventState;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.runtime.time.WorkerThreads;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Dead letters from elsewhere in a durable queue, while its store has not answered. */
class KeepingTest {

    private static final UUID ID = new UUID(0, 1);
    private static final Acceptance UNSTORED =
            new Acceptance.Unstored(Reason.UNAVAILABLE, new IllegalStateException("away"));

    private final VirtualTime time = VirtualTime.create();
    private final Receipt receipt = new Receipt(2);
    private final EventQueue all =
            EventQueue.durable(time, QueueSettings.DEFAULT.maxDeadLetters(1), settings -> new SlowJournal(receipt));

    @AfterEach
    void close() {
        assertThat(all.ledger().isBalanced()).isTrue();
        all.close();
        time.close();
    }

    private FunctionQueue queue() {
        return all.function("resize");
    }

    private QueuedEvent letter(long id) {
        return new QueuedEvent(
                        0,
                        id,
                        EventTarget.of(FunctionRef.parse("resize")),
                        null,
                        new byte[10],
                        10,
                        time.nanoTime(),
                        time.nanoTime(),
                        EventPriority.NORMAL,
                        EventExtras.NONE)
                .withHistory(
                        List.of(),
                        0,
                        0,
                        Delivery.of(EventCondition.RETRIES_EXHAUSTED, 200, "down", Delivery.Targets.NONE, 0));
    }

    private CompletableFuture<Acceptance> keep(long id) {
        CompletableFuture<Acceptance> answer = new CompletableFuture<>();
        WorkerThreads.platform()
                .newThread("keeper", () -> answer.complete(queue().keep(letter(id))))
                .start();
        return answer;
    }

    @Test
    void what_is_being_stored_is_seen_by_nobody_and_takes_room_and_outlives_its_function() throws Exception {
        CompletableFuture<Acceptance> first = keep(1);
        receipt.isAwaited(1);

        assertThat(queue().letter(ID)).isEmpty();
        assertThat(all.ledger().accepted()).isZero();
        assertThat(queue().keep(letter(2))).isEqualTo(new Acceptance.Full(Limit.DEAD_LETTERS, 1));
        assertThat(queue().full()).hasValue(Limit.DEAD_LETTERS);
        queue().discard();
        assertThat(all.functions()).hasSize(1);

        receipt.complete(Acceptance.ACCEPTED);

        assertThat(first.join()).isEqualTo(Acceptance.ACCEPTED);
        assertThat(queue().letter(ID)).isPresent();
        assertThat(all.ledger().in(EventState.DEAD)).isEqualTo(1);
    }

    @Test
    void who_offers_the_same_again_waits_for_the_same_answer() throws Exception {
        CompletableFuture<Acceptance> first = keep(1);
        receipt.isAwaited(1);
        CompletableFuture<Acceptance> second = keep(1);
        receipt.isAwaited(2);

        receipt.complete(UNSTORED);

        assertThat(first.join()).isEqualTo(UNSTORED);
        assertThat(second.join()).isEqualTo(UNSTORED);
        assertThat(queue().letter(ID)).isEmpty();
        assertThat(queue().full()).isEmpty();
        assertThat(all.ledger().accepted()).isZero();
    }

    /** Tells how many threads wait for it. */
    private static final class Receipt extends CompletableFuture<Acceptance> {

        private final CountDownLatch first = new CountDownLatch(1);
        private final CountDownLatch last;

        Receipt(int waiting) {
            this.last = new CountDownLatch(waiting);
        }

        @Override
        public Acceptance join() {
            first.countDown();
            last.countDown();
            return super.join();
        }

        void isAwaited(int threads) throws InterruptedException {
            (threads == 1 ? first : last).await();
        }
    }

    /** Has one answer for all, which comes when a test says so. */
    private record SlowJournal(Receipt receipt) implements EventJournal {

        @Override
        public void start(Inheritance inheritance) {}

        @Override
        public FunctionJournal function(String name) {
            return new NoJournal() {
                @Override
                public CompletableFuture<Acceptance> accepted(QueuedEvent event) {
                    return receipt;
                }

                @Override
                public CompletableFuture<Acceptance> acceptedAsLetter(QueuedEvent event, long diedNanos) {
                    return receipt;
                }
            };
        }

        @Override
        public void forgotten(String name) {}

        @Override
        public void awaitRoom() {}

        @Override
        public void close() {}
    }
}
