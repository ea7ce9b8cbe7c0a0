package io.faas4j.samples.service;

import java.util.Arrays;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What callers got back. Safe for use by many threads. */
final class Tally {

    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private final AtomicInteger lost = new AtomicInteger();

    private record Reply(String function, int status, String version, long nanos) {}

    void answered(String function, int status, String version, long nanos) {
        replies.add(new Reply(function, status, version, nanos));
    }

    /** A request whose answer never came. */
    void lost() {
        lost.incrementAndGet();
    }

    int unanswered() {
        return lost.get();
    }

    int answers() {
        return replies.size();
    }

    /** How many answers of each status. */
    Map<Integer, Long> byStatus() {
        return replies.stream().collect(Collectors.groupingBy(Reply::status, TreeMap::new, Collectors.counting()));
    }

    /** How many successful answers of a function came from each of its versions. */
    Map<String, Long> byVersion(String function) {
        return of(function).collect(Collectors.groupingBy(Reply::version, TreeMap::new, Collectors.counting()));
    }

    /**
     * The time that a share of a function's successful answers did not exceed, seen by the caller.
     *
     * @param percent over 0, up to 100
     * @return in milliseconds; zero if there are none
     */
    double millis(String function, double percent) {
        long[] sorted = of(function).mapToLong(Reply::nanos).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(percent / 100 * sorted.length) - 1] / 1e6;
    }

    private Stream<Reply> of(String function) {
        return replies.stream().filter(reply -> reply.function().equals(function) && reply.status() == 200);
    }
}
