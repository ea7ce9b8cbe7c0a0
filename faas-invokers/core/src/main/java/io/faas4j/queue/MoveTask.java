package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import io.faas4j.error.StoreException;
import io.faas4j.queue.QueueBody.Moved;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Moves the messages on that a dead-letter queue has when this begins and that are visible (rules QUEUE-78 to QUEUE-80). A message
 * whose next queue is full waits. Safe for use by many threads.
 */
public final class MoveTask {

    /** How far it is. */
    public enum State {
        /** It moves messages. */
        RUNNING,
        /** All were moved. */
        COMPLETED,
        /** It is to end, and will before it moves the next one. */
        CANCELLING,
        /** It was taken back. */
        CANCELLED,
        /** It could not go on; {@link MoveTask#failureReason} says why. */
        FAILED
    }

    private static final int AT_ONCE = 500;
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(36);

    private final UUID id;
    private final MessageQueue source;
    private final MoveOptions options;
    private final Queues queues;
    private final QueueCatalog catalog;
    private final TimeSource time;
    private final Instant startedAt;
    private final long startedNanos;
    private final int toMove;
    private volatile State state = State.RUNNING;
    private final AtomicInteger moved = new AtomicInteger();
    private volatile @Nullable String failureReason;

    /** Whether the last message has a queue to go to that is no more, rather than none. */
    private volatile boolean isTargetGone;

    MoveTask(UUID id, MessageQueue source, MoveOptions options, Queues queues, QueueCatalog catalog, TimeSource time) {
        this.id = id;
        this.source = source;
        this.options = options;
        this.queues = queues;
        this.catalog = catalog;
        this.time = time;
        this.startedAt = time.now();
        this.startedNanos = time.nanoTime();
        this.toMove = source.approximateNumberOfMessages();
    }

    void start() {
        later(Duration.ZERO);
    }

    private void later(Duration delay) {
        time.schedule(delay, () -> catalog.move(this::step));
    }

    private void step() {
        try {
            move();
        } catch (QueueException gone) {
            fail(gone.code());
        } catch (StoreException away) {
            later(PAUSE);
        }
    }

    private void move() {
        int most = options.maxPerSecond().isPresent() ? 1 : AT_ONCE;
        for (int i = 0; i < most; i++) {
            if (change(State.CANCELLING, State.CANCELLED)) {
                return;
            }
            if (time.nanoTime() - startedNanos >= LONGEST.toNanos()) {
                fail("It ran for 36 hours.");
                return;
            }
            Moved one = moved.get() < toMove ? source.body().moveNext(this::target) : Moved.NOTHING;
            switch (one) {
                case YES -> {
                    if (moved.incrementAndGet() == toMove) {
                        end(State.COMPLETED);
                        return;
                    }
                }
                case NO_ROOM -> {
                    later(PAUSE);
                    return;
                }
                case NOTHING -> {
                    end(State.COMPLETED);
                    return;
                }
                case NOWHERE -> {
                    fail(isTargetGone ? Reason.NON_EXISTENT_QUEUE.code() : "CouldNotDetermineMessageSource");
                    return;
                }
            }
        }
        later(interval());
    }

    private Duration interval() {
        return options.maxPerSecond().isPresent()
                ? Duration.ofSeconds(1).dividedBy(options.maxPerSecond().getAsInt())
                : Duration.ZERO;
    }

    private @Nullable QueueBody target(Map<String, String> systemAttributes) {
        String name = options.target().orElse(systemAttributes.get(SystemAttributes.DEAD_LETTER_SOURCE));
        isTargetGone = name != null;
        return name == null ? null : queues.bodyOf(name);
    }

    private void fail(String reason) {
        failureReason = reason;
        end(State.FAILED);
    }

    private void end(State end) {
        if (!change(State.RUNNING, end)) {
            change(State.CANCELLING, State.CANCELLED);
        }
    }

    private synchronized boolean change(State from, State to) {
        boolean isSo = state == from;
        state = isSo ? to : state;
        return isSo;
    }

    /**
     * Has it end before it moves the next message; does nothing if it has ended. What was moved stays where it is.
     *
     * @return whether it was still running
     */
    public boolean cancel() {
        return change(State.RUNNING, State.CANCELLING);
    }

    /** What names it. */
    public UUID id() {
        return id;
    }

    /** How far it is. */
    public State state() {
        return state;
    }

    boolean isRunning() {
        return state() == State.RUNNING || state() == State.CANCELLING;
    }

    /** The ARN of the dead-letter queue. */
    public String sourceArn() {
        return source.arn();
    }

    /** Where to and how fast. */
    public MoveOptions options() {
        return options;
    }

    /** How many it has moved. */
    public int approximateNumberOfMessagesMoved() {
        return moved.get();
    }

    /** How many there were to move when it began. */
    public int approximateNumberOfMessagesToMove() {
        return toMove;
    }

    /** When it began. */
    public Instant startedAt() {
        return startedAt;
    }

    /** Why it failed: an error's code, or a text; empty if it did not. */
    public Optional<String> failureReason() {
        return Optional.ofNullable(failureReason);
    }

    @Override
    public String toString() {
        return "MoveTask[%s, %s, %d of %d moved]".formatted(source.name(), state(), moved.get(), toMove);
    }
}
