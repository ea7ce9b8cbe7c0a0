package io.faas4j.runtime.concurrency;

import org.jspecify.annotations.Nullable;

/**
 * How many invocations a second the provisioned contexts of one version serve: so many for each of them. Resized by one
 * thread at a time; all else is for use by many.
 */
public final class ProvisionedRate {

    private final RuntimeRates rates;
    private volatile @Nullable TokenBucket bucket;

    ProvisionedRate(RuntimeRates rates) {
        this.rates = rates;
    }

    /**
     * Takes over another number of contexts; what was used up stays so.
     *
     * @param contexts 0 or more
     */
    public void resize(int contexts) {
        bucket = rates.changed(bucket, contexts);
    }

    /** Lets an invocation pass; answers what undoes it, or null if there were too many lately. */
    public @Nullable Runnable take() {
        TokenBucket current = bucket;
        if (current == null) {
            return null;
        }
        long taken = current.take();
        return taken == TokenBucket.NONE ? null : () -> current.putBack(taken);
    }

    /** In how many nanoseconds {@link #take} may let one pass; 0 for now. */
    public long nanosUntilNext() {
        TokenBucket current = bucket;
        return current == null ? 0 : current.nanosUntilNext();
    }
}
