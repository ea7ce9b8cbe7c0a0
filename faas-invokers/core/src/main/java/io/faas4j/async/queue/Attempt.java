package io.faas4j.async.queue;

import io.faas4j.event.AttemptRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One attempt that reached the function (rule ASYNC-17), in few bytes. The texts are for the maker to shorten and to
 * share. An attempt belongs to one event.
 */
public final class Attempt {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final long atEpochNanos;
    private final long durationNanos;
    private final @Nullable String version;
    private final @Nullable String errorType;
    private final @Nullable String errorMessage;

    private byte @Nullable [] response;
    private @Nullable Attempt previous;

    /**
     * An attempt.
     *
     * @param at when it began, by the wall clock
     * @param durationNanos how long it took
     * @param version {@code $LATEST} or the number that ran; null if none was chosen
     * @param errorType the failure's type; null if the attempt succeeded
     * @param errorMessage the failure's text; null if there is none
     * @param response what the function answered, as JSON, where an invocation record may need it; null otherwise. Not
     *     copied, and kept for the last attempt of an event only.
     */
    public Attempt(
            Instant at,
            long durationNanos,
            @Nullable String version,
            @Nullable String errorType,
            @Nullable String errorMessage,
            byte @Nullable [] response) {
        this.atEpochNanos = at.getEpochSecond() * NANOS_PER_SECOND + at.getNano();
        this.durationNanos = durationNanos;
        this.version = version;
        this.errorType = errorType;
        this.errorMessage = errorMessage;
        this.response = response;
    }

    /** When it began. */
    public Instant at() {
        return Instant.ofEpochSecond(
                Math.floorDiv(atEpochNanos, NANOS_PER_SECOND), Math.floorMod(atEpochNanos, NANOS_PER_SECOND));
    }

    /** How long it took. */
    public long durationNanos() {
        return durationNanos;
    }

    /** The version that ran; null if none was chosen. */
    public @Nullable String version() {
        return version;
    }

    /** The failure's type; null if the attempt succeeded. */
    public @Nullable String errorType() {
        return errorType;
    }

    /** The failure's text; null if there is none. */
    public @Nullable String errorMessage() {
        return errorMessage;
    }

    /** What the function answered; null if nobody wanted it, or if there was a later attempt. Not copied. */
    public byte @Nullable [] response() {
        return response;
    }

    /** The attempt before this one; null if this was the first. */
    public @Nullable Attempt previous() {
        return previous;
    }

    /** As operators see it. */
    public AttemptRecord toRecord() {
        return new AttemptRecord(at(), Duration.ofNanos(durationNanos), version, errorType, errorMessage);
    }

    /**
     * A last attempt and those before it.
     *
     * @param last null for none
     * @return the first one first
     */
    public static List<AttemptRecord> records(@Nullable Attempt last) {
        List<AttemptRecord> records = new ArrayList<>();
        for (Attempt attempt = last; attempt != null; attempt = attempt.previous) {
            records.add(attempt.toRecord());
        }
        Collections.reverse(records);
        return records;
    }

    /** Puts this behind the last one so far, whose response is not needed any more. */
    Attempt after(@Nullable Attempt last) {
        if (last != null) {
            last.dropResponse();
        }
        previous = last;
        return this;
    }

    int responseBytes() {
        return response == null ? 0 : response.length;
    }

    void dropResponse() {
        response = null;
    }
}
