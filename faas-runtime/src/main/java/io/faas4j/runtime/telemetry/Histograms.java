package io.faas4j.runtime.telemetry;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Of which functions durations are recorded, and how. Immutable. */
public final class Histograms {

    /** Of no function. */
    public static final Histograms NONE = new Histograms(null, Map.of());

    private final @Nullable DurationHistogram ofAll;
    private final Map<String, DurationHistogram> ofOne;

    private Histograms(@Nullable DurationHistogram ofAll, Map<String, DurationHistogram> ofOne) {
        this.ofAll = ofAll;
        this.ofOne = ofOne;
    }

    /**
     * Also of every function without a setting of its own.
     *
     * @param histogram what is recorded
     */
    public Histograms of(DurationHistogram histogram) {
        return new Histograms(histogram, ofOne);
    }

    /**
     * Also of one function.
     *
     * @param function its name
     * @param histogram what is recorded
     */
    public Histograms of(String function, DurationHistogram histogram) {
        Map<String, DurationHistogram> changed = new HashMap<>(ofOne);
        changed.put(function, histogram);
        return new Histograms(ofAll, Map.copyOf(changed));
    }

    @Nullable
    DurationHistogram find(String function) {
        DurationHistogram own = ofOne.get(function);
        return own == null ? ofAll : own;
    }
}
