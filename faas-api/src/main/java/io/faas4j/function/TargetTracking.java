package io.faas4j.function;

import io.faas4j.error.ValidationException;
import java.time.Duration;

/**
 * Keeps the utilisation of provisioned contexts at a target by changing their number: a library feature, in the manner of
 * AWS Application Auto Scaling. Immutable.
 *
 * <p>Once a second the busy and the allocated contexts are counted. When busy / allocated was over the target in the mean of
 * the last three counts, there are made as many as bring it back to the target; when the most that were busy during a whole
 * scale-in cool-down need fewer, the surplus is retired, none of it while it is busy.
 */
public final class TargetTracking {

    private final int minimum;
    private final int maximum;
    private final double utilization;
    private final Duration scaleOutCooldown;
    private final Duration scaleInCooldown;

    private TargetTracking(
            int minimum, int maximum, double utilization, Duration scaleOutCooldown, Duration scaleInCooldown) {
        this.minimum = minimum;
        this.maximum = maximum;
        this.utilization = utilization;
        this.scaleOutCooldown = scaleOutCooldown;
        this.scaleInCooldown = scaleInCooldown;
    }

    /**
     * A policy with a target of 0.7 and cool-downs of 3 seconds (out) and 60 seconds (in).
     *
     * @param minimum the fewest contexts, 1 or more
     * @param maximum the most, {@code minimum} or more; never more than the function's limits allow at the time
     * @throws ValidationException if one is out of its range
     */
    public static TargetTracking between(int minimum, int maximum) {
        if (minimum < 1) {
            throw ValidationException.of("minimum", minimum, "Member must have value greater than or equal to 1");
        }
        if (maximum < minimum) {
            throw ValidationException.of(
                    "maximum", maximum, "Member must have value greater than or equal to the minimum, " + minimum);
        }
        return new TargetTracking(minimum, maximum, 0.7, Duration.ofSeconds(3), Duration.ofSeconds(60));
    }

    /**
     * The same policy with another target.
     *
     * @param target busy / allocated contexts: over 0.0, up to 1.0
     * @throws ValidationException if it is out of that range
     */
    public TargetTracking withUtilization(double target) {
        if (!(target > 0.0 && target <= 1.0)) {
            throw ValidationException.of(
                    "utilization", target, "Member must have value greater than 0.0 and less than or equal to 1.0");
        }
        return new TargetTracking(minimum, maximum, target, scaleOutCooldown, scaleInCooldown);
    }

    /**
     * The same policy with other cool-downs.
     *
     * @param scaleOut how long after a change more contexts may be asked for at the earliest: 1 second to 1 hour
     * @param scaleIn over what time the most busy contexts are looked at before there are fewer: 1 second to 1 hour
     * @throws ValidationException if one is out of that range
     */
    public TargetTracking withCooldowns(Duration scaleOut, Duration scaleIn) {
        requireCooldown("scaleOutCooldown", scaleOut);
        requireCooldown("scaleInCooldown", scaleIn);
        return new TargetTracking(minimum, maximum, utilization, scaleOut, scaleIn);
    }

    private static void requireCooldown(String field, Duration cooldown) {
        if (cooldown.compareTo(Duration.ofSeconds(1)) < 0 || cooldown.compareTo(Duration.ofHours(1)) > 0) {
            throw ValidationException.of(field, cooldown, "Member must have value between PT1S and PT1H");
        }
    }

    /** The fewest contexts. */
    public int minimum() {
        return minimum;
    }

    /** The most contexts. */
    public int maximum() {
        return maximum;
    }

    /** Busy / allocated contexts, over 0.0, up to 1.0. */
    public double utilization() {
        return utilization;
    }

    /** How long after a change more contexts may be asked for at the earliest. */
    public Duration scaleOutCooldown() {
        return scaleOutCooldown;
    }

    /** Over what time the most busy contexts are looked at before there are fewer. */
    public Duration scaleInCooldown() {
        return scaleInCooldown;
    }
}
