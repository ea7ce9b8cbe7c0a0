package io.faas4j.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.rules.Rule;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tenants of a standard queue: quiet ones do not wait for noisy ones. */
class FairQueueTest extends QueueFixture {

    private static final Duration TIMEOUT = Duration.ofHours(1);

    private final MessageQueue queue = standard();

    private void flood(String tenant, int count) {
        queue.sendAll(Collections.nCopies(count, NewMessage.of(tenant).groupId(tenant)));
    }

    private List<String> take(int max) {
        return bodies(queue.receive(max, TIMEOUT));
    }

    @Test
    @Rule("FAIR-1")
    void a_tenant_has_no_order_and_no_duplicates_and_may_be_nobody() {
        send(queue, "t", "a", "a");
        queue.send("b");
        QueueMessage first = queue.receive(1).get(0);

        assertThat(first.groupId()).contains("t");
        assertThat(first.sequenceNumber()).isEmpty();
        assertThat(receive(queue, 10)).containsExactly("a", "b");
    }

    @Test
    @Rule("FAIR-2")
    void below_30_in_flight_a_tenant_is_not_noisy() {
        flood("many", 100);
        queue.receive(29, TIMEOUT);
        send(queue, "few", "few");

        assertThat(take(1)).containsExactly("many");
    }

    @Test
    @Rule({"FAIR-2", "FAIR-3"})
    void a_tenant_with_30_and_over_a_tenth_in_flight_lets_quiet_ones_pass() {
        flood("many", 100);
        queue.receive(30, TIMEOUT);
        send(queue, "few", "few");
        queue.send("nobody's");

        assertThat(take(4)).containsExactly("few", "nobody's", "many", "many");
    }

    @Test
    @Rule("FAIR-2")
    void a_tenant_with_a_tenth_in_flight_or_less_is_not_noisy() {
        queue.sendAll(Collections.nCopies(290, NewMessage.of("other")));
        queue.receive(290, TIMEOUT);
        flood("many", 40);
        queue.receive(30, TIMEOUT);
        send(queue, "few", "few");

        // 30 of 320 are less than a tenth; the 33rd and its elders come first.
        assertThat(take(3)).containsExactly("many", "many", "many");
        assertThat(take(1)).containsExactly("few");
    }

    @Test
    @Rule("FAIR-2")
    void a_tenant_that_takes_over_a_tenth_of_the_time_is_noisy_too() {
        send(queue, "slow", "slow");
        List<QueueMessage> slow = queue.receive(1, TIMEOUT);
        time.advance(SECOND.multipliedBy(10));
        send(queue, "slow", "slow", "slow");
        queue.delete(slow);
        send(queue, "quick", "quick");

        assertThat(take(2)).containsExactly("quick", "slow");
    }

    @Test
    @Rule("FAIR-3")
    void noisy_tenants_get_everything_while_nobody_quiet_waits() {
        flood("many", 100);

        assertThat(queue.receive(200, TIMEOUT)).hasSize(100);
    }

    @Test
    @Rule("FAIR-4")
    void of_noisy_tenants_the_one_with_the_fewest_in_flight_comes_first() {
        flood("a", 50);
        queue.receive(40, TIMEOUT);
        flood("b", 50);
        assertThat(take(40)).containsOnly("b");

        // 40 and 40 in flight: the older one, then in turn.
        assertThat(take(4)).containsExactly("a", "b", "a", "b");
    }

    @Test
    @Rule("FAIR-5")
    void a_tenant_is_quiet_again_when_its_share_is_small_or_it_has_nothing_left() {
        flood("many", 32);
        List<QueueMessage> taken = queue.receive(30, TIMEOUT);
        send(queue, "few", "few");
        assertThat(bodies(queue.receive(1, Duration.ZERO))).containsExactly("few");

        queue.delete(taken.subList(0, 1));

        assertThat(take(1)).containsExactly("many");
        queue.delete(taken);
        queue.delete(queue.receive(10, TIMEOUT));
        flood("many", 1);
        send(queue, "few", "few");
        assertThat(take(1)).containsExactly("many");
    }

    @Test
    @Rule("FAIR-5")
    void a_tenant_is_quiet_again_when_it_has_sent_nothing_for_five_minutes() {
        flood("many", 40);
        queue.receive(30, TIMEOUT);
        time.advance(Duration.ofMinutes(5).minusNanos(1));
        send(queue, "few", "1", "2");

        assertThat(take(1)).containsExactly("1");
        time.advance(Duration.ofNanos(1));
        assertThat(take(1)).containsExactly("many");
    }

    @Test
    void what_comes_back_and_what_is_given_back_is_there_for_its_tenant() {
        send(queue, "t", "a", "b");
        List<QueueMessage> both = queue.receive(10, SECOND);
        queue.changeVisibility(both.subList(1, 2), Duration.ZERO);
        assertThat(take(10)).containsExactly("b");
        time.advance(SECOND);
        assertCounts(queue, 1, 1, 0);
        queue.changeVisibility(both.subList(0, 1), MINUTE);
        assertCounts(queue, 0, 2, 0);
        queue.delete(both);
        assertCounts(queue, 0, 0, 0);
    }
}
