package io.faas4j.runtime.registry;

import io.faas4j.function.TargetTracking;

/** The utilisation of one allocation over time, and what follows from it. Used by one thread at a time. */
final class Utilization {

    private static final int SAMPLES = 3;

    private final TargetTracking policy;
    private final int[] lately = new int[SAMPLES];
    private int samples;
    private int peak;
    private long lastChange;
    private long peakSince;

    Utilization(TargetTracking policy, long now) {
        this.policy = policy;
        this.lastChange = now - policy.scaleOutCooldown().toNanos();
        this.peakSince = now;
    }

    /** Takes one more sample; answers how many contexts there should be. */
    int wanted(int busy, int allocated, long now) {
        lately[samples % SAMPLES] = busy;
        samples++;
        peak = Math.max(peak, busy);
        int wanted = within(allocated);
        boolean isPeriodOver = now - peakSince >= policy.scaleInCooldown().toNanos();
        if (samples >= SAMPLES && now - lastChange >= policy.scaleOutCooldown().toNanos()) {
            wanted = Math.max(wanted, within(needed(mean())));
        }
        if (isPeriodOver) {
            if (wanted <= allocated) {
                wanted = Math.min(wanted, within(needed(peak)));
            }
            peak = 0;
            peakSince = now;
        }
        if (wanted != allocated) {
            lastChange = now;
            samples = 0;
            peak = 0;
            peakSince = now;
        }
        return wanted;
    }

    private double mean() {
        double sum = 0;
        for (int busy : lately) {
            sum += busy;
        }
        return sum / SAMPLES;
    }

    /** How many contexts bring so many busy ones to the target. */
    private int needed(double busy) {
        return (int) Math.ceil(busy / policy.utilization() - 1e-9);
    }

    private int within(int contexts) {
        return Math.max(policy.minimum(), Math.min(policy.maximum(), contexts));
    }
}
