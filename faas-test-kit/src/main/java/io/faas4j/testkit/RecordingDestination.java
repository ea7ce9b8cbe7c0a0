package io.faas4j.testkit;

import io.faas4j.event.DeadLetterMessage;
import io.faas4j.event.Destination;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.InvocationRecord;
import io.faas4j.event.StreamFailureRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A destination of a test: it keeps what it is brought, and takes nothing while it is to fail. Safe for use by many threads.
 *
 * <pre>{@code
 * RecordingDestination audit = new RecordingDestination();
 * runtime.faas().destinations().register(DestinationRef.custom("audit"), audit);
 * }</pre>
 */
public final class RecordingDestination implements Destination {

    private final List<DestinationMessage> messages = new ArrayList<>();
    private @Nullable Supplier<? extends Exception> failure;
    private int failuresLeft;
    private int tries;

    /** Takes everything, at first. */
    public RecordingDestination() {}

    /**
     * Fails the next deliveries, and takes those after them.
     *
     * @param deliveries how many, 1 or more
     * @param thrown makes what is thrown
     */
    public synchronized RecordingDestination failsNext(int deliveries, Supplier<? extends Exception> thrown) {
        if (deliveries < 1) {
            throw new IllegalArgumentException("deliveries must be 1 or more, was " + deliveries);
        }
        failure = Objects.requireNonNull(thrown, "thrown");
        failuresLeft = deliveries;
        return this;
    }

    /**
     * Fails every delivery, until it {@linkplain #recovers}.
     *
     * @param thrown makes what is thrown
     */
    public synchronized RecordingDestination failsAlways(Supplier<? extends Exception> thrown) {
        return failsNext(Integer.MAX_VALUE, thrown);
    }

    /** Takes everything again. */
    public synchronized RecordingDestination recovers() {
        failuresLeft = 0;
        return this;
    }

    @Override
    public synchronized void deliver(DestinationMessage message) throws Exception {
        tries++;
        if (failure != null && failuresLeft > 0) {
            failuresLeft -= failuresLeft == Integer.MAX_VALUE ? 0 : 1;
            throw failure.get();
        }
        messages.add(message);
    }

    /** What it took, in that order. */
    public synchronized List<DestinationMessage> messages() {
        return List.copyOf(messages);
    }

    /** The records among {@link #messages}. */
    public List<InvocationRecord> records() {
        return messages().stream()
                .filter(InvocationRecord.class::isInstance)
                .map(InvocationRecord.class::cast)
                .toList();
    }

    /** The dead letters among {@link #messages}. */
    public List<DeadLetterMessage> deadLetters() {
        return messages().stream()
                .filter(DeadLetterMessage.class::isInstance)
                .map(DeadLetterMessage.class::cast)
                .toList();
    }

    /** What it was told of records of streams that were given up, among {@link #messages}. */
    public List<StreamFailureRecord> streamFailures() {
        return messages().stream()
                .filter(StreamFailureRecord.class::isInstance)
                .map(StreamFailureRecord.class::cast)
                .toList();
    }

    /** How often something was brought, taken or not. */
    public synchronized int tries() {
        return tries;
    }

    @Override
    public String toString() {
        return "RecordingDestination[%d tries, took %s]".formatted(tries(), messages());
    }
}
