package io.faas4j.runtime.snapshot;

/**
 * The concurrency of a whole runtime.
 *
 * @param limit invocations that may run at once
 * @param running invocations that run now
 * @param unreservedRunning those of them whose function has reserved nothing
 * @param placesTaken places under the limit that are taken: by what runs, and by idle contexts until somebody needs them
 * @param reserved places that only functions with a reservation, or provisioned contexts, may take
 * @param leakedContexts contexts whose invocation timed out on their own thread, and whose handler has not ended yet
 */
public record ConcurrencySnapshot(
        int limit, int running, int unreservedRunning, int placesTaken, int reserved, int leakedContexts) {

    /** Places that are neither reserved nor provisioned. */
    public int unreserved() {
        return limit - reserved;
    }
}
