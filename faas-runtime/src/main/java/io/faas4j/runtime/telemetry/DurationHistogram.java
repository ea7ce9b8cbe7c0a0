package io.faas4j.runtime.telemetry;

import io.faas4j.error.ValidationException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Arrays;

/** How the distribution of durations is published. Immutable; each method answers a changed copy. */
public final class DurationHistogram {

    private static final double[] NO_PERCENTILES = {};
    private static final Duration[] NO_BOUNDARIES = {};

    private final double[] percentiles;
    private final Duration[] boundaries;
    private final boolean buckets;

    private DurationHistogram(double[] percentiles, Duration[] boundaries, boolean buckets) {
        this.percentiles = percentiles;
        this.boundaries = boundaries;
        this.buckets = buckets;
    }

    /** The buckets of the meter registry's choice, from which its back end computes percentiles over many processes. */
    public static DurationHistogram buckets() {
        return new DurationHistogram(NO_PERCENTILES, NO_BOUNDARIES, true);
    }

    /**
     * Percentiles computed in this process.
     *
     * @param shares each 0.0 to 1.0, such as 0.5 and 0.99; one at least
     * @throws ValidationException if there is none, or one is outside that range
     */
    public static DurationHistogram percentiles(double... shares) {
        return new DurationHistogram(NO_PERCENTILES, NO_BOUNDARIES, false).withPercentiles(shares);
    }

    /**
     * How many invocations took no longer than each of some durations.
     *
     * @param durations each over 0; one at least
     * @throws ValidationException if there is none, or one is not over 0
     */
    public static DurationHistogram objectives(Duration... durations) {
        return new DurationHistogram(NO_PERCENTILES, NO_BOUNDARIES, false).withObjectives(durations);
    }

    /**
     * With percentiles besides.
     *
     * @param shares as for {@link #percentiles}
     */
    public DurationHistogram withPercentiles(double... shares) {
        requireSome("percentiles", shares.length);
        for (double share : shares) {
            if (!(share >= 0 && share <= 1)) {
                throw ValidationException.of("percentiles", share, "Member must have value between 0.0 and 1.0");
            }
        }
        return new DurationHistogram(shares.clone(), boundaries, buckets);
    }

    /**
     * With objectives besides.
     *
     * @param durations as for {@link #objectives}
     */
    public DurationHistogram withObjectives(Duration... durations) {
        requireSome("objectives", durations.length);
        for (Duration duration : durations) {
            if (duration.isNegative() || duration.isZero()) {
                throw ValidationException.of("objectives", duration, "Member must have value greater than 0");
            }
        }
        return new DurationHistogram(percentiles, durations.clone(), buckets);
    }

    private static void requireSome(String field, int length) {
        if (length == 0) {
            throw ValidationException.of(field, "[]", "Member must have length greater than or equal to 1");
        }
    }

    Timer timer(String name, Tags tags, MeterRegistry registry) {
        Timer.Builder builder = Timer.builder(name).tags(tags).publishPercentileHistogram(buckets);
        if (percentiles.length > 0) {
            builder.publishPercentiles(percentiles);
        }
        if (boundaries.length > 0) {
            builder.serviceLevelObjectives(boundaries);
        }
        return builder.description("How long invocations took").register(registry);
    }

    @Override
    public String toString() {
        return "DurationHistogram[percentiles=%s, objectives=%s, buckets=%s]"
                .formatted(Arrays.toString(percentiles), Arrays.toString(boundaries), buckets);
    }
}
