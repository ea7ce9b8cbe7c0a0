package io.faas4j.runtime.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A rate is kept to the nanosecond, and never drifts. */
class TokenBucketTest {

    private final VirtualTime time = VirtualTime.create();

    private TokenBucket bucket(int tokens, Duration per) {
        return new TokenBucket(time, new Rate(tokens, per));
    }

    private static int takeAll(TokenBucket bucket) {
        int taken = 0;
        while (bucket.tryTake()) {
            taken++;
        }
        return taken;
    }

    @Test
    void is_full_at_first_and_then_refills_continuously() {
        TokenBucket bucket = bucket(5, Duration.ofSeconds(10));
        assertThat(takeAll(bucket)).isEqualTo(5);

        time.advance(Duration.ofSeconds(2).minusNanos(1));
        assertThat(bucket.tryTake()).isFalse();
        assertThat(bucket.nanosUntilNext()).isEqualTo(1);
        time.advance(Duration.ofNanos(1));

        assertThat(takeAll(bucket)).isEqualTo(1);
        time.advance(Duration.ofSeconds(7));
        assertThat(takeAll(bucket)).isEqualTo(3);
    }

    @Test
    void what_is_not_used_is_not_banked() {
        TokenBucket bucket = bucket(5, Duration.ofSeconds(10));

        time.advance(Duration.ofDays(30));

        assertThat(takeAll(bucket)).isEqualTo(5);
    }

    @Test
    void a_period_that_does_not_divide_evenly_never_drifts() {
        TokenBucket bucket = bucket(7, Duration.ofNanos(10_000_000_001L));
        SplittableRandom random = new SplittableRandom(3);
        int taken = takeAll(bucket);

        for (int i = 0; i < 100_000; i++) {
            time.advance(Duration.ofNanos(random.nextLong(1_000_000_000L)));
            taken += takeAll(bucket);
        }

        long elapsed = time.nanoTime() - VirtualTime.create().nanoTime();
        long expected = 7 + elapsed / 10_000_000_001L * 7 + elapsed % 10_000_000_001L * 7 / 10_000_000_001L;
        assertThat(taken).isEqualTo((int) expected);
    }

    @Test
    void tells_to_the_nanosecond_when_the_next_can_be_taken() {
        TokenBucket bucket = bucket(3, Duration.ofSeconds(10));
        takeAll(bucket);

        for (int i = 0; i < 10; i++) {
            long wait = bucket.nanosUntilNext();
            time.advance(Duration.ofNanos(wait - 1));
            assertThat(bucket.tryTake()).isFalse();
            time.advance(Duration.ofNanos(1));
            assertThat(bucket.tryTake()).isTrue();
        }
    }

    @Test
    void another_rate_starts_with_what_was_left() {
        TokenBucket bucket = bucket(10, Duration.ofSeconds(1));
        for (int i = 0; i < 6; i++) {
            bucket.tryTake();
        }

        assertThat(takeAll(bucket.changedTo(new Rate(100, Duration.ofSeconds(1)))))
                .isEqualTo(4);
        assertThat(takeAll(bucket.changedTo(new Rate(2, Duration.ofSeconds(1)))))
                .isEqualTo(2);
    }

    @Test
    void what_is_put_back_can_be_taken_again() {
        TokenBucket bucket = bucket(2, Duration.ofSeconds(1));
        long taken = bucket.take();
        takeAll(bucket);

        bucket.putBack(taken);

        assertThat(takeAll(bucket)).isEqualTo(1);
    }

    @Test
    void what_is_put_back_so_late_that_it_would_have_been_lost_is_lost() {
        TokenBucket bucket = bucket(2, Duration.ofSeconds(1));
        long taken = bucket.take();
        time.advance(Duration.ofSeconds(2));
        assertThat(bucket.tryTake()).isTrue();

        bucket.putBack(taken);

        assertThat(takeAll(bucket)).isEqualTo(1);
    }

    @Test
    void many_threads_take_no_more_than_there_is() throws InterruptedException {
        TokenBucket bucket = bucket(50_000, Duration.ofSeconds(10));
        AtomicInteger taken = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(4);
        for (int i = 0; i < 4; i++) {
            new Thread(() -> {
                        taken.addAndGet(takeAll(bucket));
                        done.countDown();
                    })
                    .start();
        }
        done.await();

        assertThat(taken).hasValue(50_000);
    }
}
