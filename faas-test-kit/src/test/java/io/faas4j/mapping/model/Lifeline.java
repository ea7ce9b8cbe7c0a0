package io.faas4j.mapping.model;

import io.faas4j.runtime.time.TimeSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/**
 * What ties one consumer to the world that outlives it: its sources, its checkpoints, its destination and its time. Each call goes
 * through here, may take a moment, may fail, and may be the last one, with or without its effect; after that the consumer is dead:
 * no call has an effect any more, and no timer of its goes off.
 */
final class Lifeline {

    private static final int LONGEST_CALL = 3_000_000;

    private final Random random;
    private final TimeSource time;
    private boolean isCut;
    private int callsLeft = -1;

    /** Of so many calls one fails; 0 for none. */
    int faultyOneOf;

    /** Of so many calls that may take time one does; 0 for none. */
    int slowOneOf;

    Lifeline(Random random, TimeSource time) {
        this.random = random;
        this.time = time;
    }

    /** Something that a consumer does to the world. */
    interface Call<T> {
        T now() throws Exception;
    }

    /** Thrown at a dead consumer. */
    static final class DeadException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        DeadException() {
            super("crashed");
        }
    }

    boolean isCut() {
        return isCut;
    }

    void cut() {
        isCut = true;
    }

    /** It dies at that call from now, if it comes so far. */
    void cutAfter(int calls) {
        callsLeft = calls;
    }

    /** Passes a place at which a consumer may die. */
    void pass() {
        requireAlive();
        if (--callsLeft == 0) {
            isCut = true;
            throw new DeadException();
        }
    }

    private void requireAlive() {
        if (isCut) {
            throw new DeadException();
        }
    }

    <T> T call(boolean mayTakeTime, Call<T> call) throws Exception {
        return call(mayTakeTime, faultyOneOf, call);
    }

    /** As {@link #call}, but it fails only by itself. */
    <T> T reliably(Call<T> call) throws Exception {
        return call(true, 0, call);
    }

    private <T> T call(boolean mayTakeTime, int failsOneOf, Call<T> call) throws Exception {
        requireAlive();
        if (mayTakeTime && slowOneOf > 0 && random.nextInt(slowOneOf) == 0) {
            time.await(new CompletableFuture<>(), Duration.ofNanos(1 + random.nextInt(LONGEST_CALL)));
            requireAlive();
        }
        boolean isLast = --callsLeft == 0;
        if (isLast && random.nextBoolean()) {
            isCut = true;
            throw new DeadException();
        }
        if (!isLast && failsOneOf > 0 && random.nextInt(failsOneOf) == 0) {
            throw new IOException("asked for");
        }
        T result = call.now();
        if (isLast) {
            isCut = true;
            throw new DeadException();
        }
        return result;
    }
}
