package io.faas4j.queue;

import io.faas4j.error.QueueException;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Where to and how fast dead letters are moved on (rule QUEUE-79). Immutable. */
public final class MoveOptions {

    private static final int FASTEST = 500;

    private static final MoveOptions TO_SOURCES = new MoveOptions(null, 0);

    private final @Nullable String target;
    private final int maxPerSecond;

    private MoveOptions(@Nullable String target, int maxPerSecond) {
        this.target = target;
        this.maxPerSecond = maxPerSecond;
    }

    /** Each message goes back to the queue it comes from, as fast as possible. */
    public static MoveOptions toSources() {
        return TO_SOURCES;
    }

    /**
     * All messages go to one queue, as fast as possible.
     *
     * @param nameOrArn a queue of the same kind
     */
    public static MoveOptions to(String nameOrArn) {
        return new MoveOptions(Objects.requireNonNull(nameOrArn, "nameOrArn"), 0);
    }

    /**
     * Sets how fast.
     *
     * @param messages 1 to 500 a second; as fast as possible if never set
     * @throws QueueException outside that range
     */
    public MoveOptions maxPerSecond(int messages) {
        if (messages < 1 || messages > FASTEST) {
            throw Refusals.invalid("MaxNumberOfMessagesPerSecond", messages, "Must be between 1 and 500, if provided.");
        }
        return new MoveOptions(target, messages);
    }

    /** The one queue that all go to, by name or ARN; empty if each goes back to where it comes from. */
    public Optional<String> target() {
        return Optional.ofNullable(target);
    }

    /** How many a second at most; empty if as many as possible. */
    public OptionalInt maxPerSecond() {
        return maxPerSecond == 0 ? OptionalInt.empty() : OptionalInt.of(maxPerSecond);
    }

    @Override
    public String toString() {
        return "MoveOptions[target=%s, maxPerSecond=%d]".formatted(target, maxPerSecond);
    }
}
