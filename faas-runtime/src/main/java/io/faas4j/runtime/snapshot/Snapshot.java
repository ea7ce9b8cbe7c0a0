package io.faas4j.runtime.snapshot;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A runtime as it was at one moment, for operators. Each number is right by itself; since nothing stands still while the
 * picture is taken, numbers of busy functions may differ by what happened meanwhile.
 *
 * @param time when it was taken
 * @param concurrency the runtime as a whole
 * @param functions by name
 * @param mappings event source mappings, in the order they were made
 */
public record Snapshot(
        Instant time,
        ConcurrencySnapshot concurrency,
        List<FunctionSnapshot> functions,
        List<MappingSnapshot> mappings) {

    /** Copies the lists. */
    public Snapshot {
        functions = List.copyOf(functions);
        mappings = List.copyOf(mappings);
    }

    /**
     * The same, with its event source mappings.
     *
     * @param all in the order they were made
     */
    public Snapshot withMappings(List<MappingSnapshot> all) {
        return new Snapshot(time, concurrency, functions, all);
    }

    /**
     * One function; empty if there is none.
     *
     * @param name its name
     */
    public Optional<FunctionSnapshot> function(String name) {
        int low = 0;
        int high = functions.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = functions.get(middle).name().compareTo(name);
            if (order == 0) {
                return Optional.of(functions.get(middle));
            } else if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return Optional.empty();
    }

    /** What is not well, throttles counted since the functions were deployed. */
    public Health health() {
        return Health.of(this, null);
    }

    /**
     * What is not well, throttles counted since an earlier snapshot of the same runtime.
     *
     * @param earlier the snapshot before, such as the last poll's
     */
    public Health healthSince(Snapshot earlier) {
        return Health.of(this, earlier);
    }
}
