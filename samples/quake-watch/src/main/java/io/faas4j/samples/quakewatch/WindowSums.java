package io.faas4j.samples.quakewatch;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;

/**
 * The sums of the windows that are over. Whoever hands one in twice, as a function that is tried again does, changes nothing. Safe for
 * use by many threads.
 */
final class WindowSums {

    private record Key(String shardId, Instant start) {}

    private final ConcurrentMap<Key, RegionCounts> sums = new ConcurrentHashMap<>();

    void put(String shardId, Instant start, RegionCounts sum) {
        sums.put(new Key(shardId, start), sum);
    }

    /** How many windows there were; each shard has its own. */
    int windows() {
        return sums.size();
    }

    /** Calls back for each window with its start and its sum, in no order. */
    void forEach(BiConsumer<Instant, RegionCounts> each) {
        for (Map.Entry<Key, RegionCounts> sum : sums.entrySet()) {
            each.accept(sum.getKey().start(), sum.getValue());
        }
    }
}
