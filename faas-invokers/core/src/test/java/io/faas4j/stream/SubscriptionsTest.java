package io.faas4j.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.source.SourceSubscription;
import io.faas4j.source.StreamListener;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who listens to a stream, and until when. */
class SubscriptionsTest {

    private final Subscriptions subscriptions = new Subscriptions();
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    private StreamListener listener(Runnable meanwhile) {
        return new StreamListener() {
            @Override
            public void available(String shardId) {
                told.add(shardId);
                meanwhile.run();
            }

            @Override
            public void resharded() {
                told.add("resharded");
            }
        };
    }

    @Test
    @Timeout(30)
    void to_close_waits_for_a_call_that_has_begun_so_that_none_begins_later() throws Exception {
        CountDownLatch isTold = new CountDownLatch(1);
        CountDownLatch mayReturn = new CountDownLatch(1);
        SourceSubscription subscription = subscriptions.add(listener(() -> {
            isTold.countDown();
            await(mayReturn);
        }));
        Thread telling = new Thread(() -> subscriptions.available("first"));
        telling.start();
        isTold.await();

        Thread closing = new Thread(subscription::close);
        closing.start();
        while (closing.getState() != Thread.State.WAITING && closing.getState() != Thread.State.TERMINATED) {
            Thread.onSpinWait();
        }
        assertThat(closing.getState()).isEqualTo(Thread.State.WAITING);

        mayReturn.countDown();
        closing.join();
        telling.join();
        subscriptions.available("second");
        assertThat(told).containsExactly("first");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_listener_may_close_its_own_subscription() {
        SourceSubscription[] own = new SourceSubscription[1];
        own[0] = subscriptions.add(listener(() -> own[0].close()));

        subscriptions.available("first");
        subscriptions.available("second");
        subscriptions.resharded();

        assertThat(told).containsExactly("first");
    }

    @Test
    void one_that_throws_keeps_nobody_else_from_being_told() {
        subscriptions.add(listener(() -> {
            throw new IllegalStateException("asked for");
        }));
        subscriptions.add(listener(() -> {}));

        subscriptions.available("shard");

        assertThat(told).containsExactly("shard", "shard");
    }
}
