package io.faas4j.testkit;

import io.faas4j.async.DeadLetters;
import io.faas4j.event.DeadLetter;
import io.faas4j.event.DeadLetterMessage;
import io.faas4j.event.InvocationRecord;
import io.faas4j.event.Ledger;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.runtime.snapshot.FunctionSnapshot;
import org.jspecify.annotations.Nullable;

/** Where AssertJ's {@code assertThat} begins for the library's own values; to be imported statically, next to AssertJ's. */
public final class FaasAssertions {

    private FaasAssertions() {}

    /** How a synchronous invocation ended. */
    public static <O> ResultAssert<O> assertThat(@Nullable InvocationResult<O> actual) {
        return new ResultAssert<>(actual);
    }

    /** What was called when, such as the attempts of one event: {@code runtime.timeline().of(event.requestId())}. */
    public static TimelineAssert assertThat(@Nullable Timeline actual) {
        return new TimelineAssert(actual);
    }

    /** What runs of a function, waits and was throttled at one moment: {@code runtime.function("pay")}. */
    public static FunctionAssert assertThat(@Nullable FunctionSnapshot actual) {
        return new FunctionAssert(actual);
    }

    /** An event that failed for good and was kept. */
    public static DeadLetterAssert assertThat(@Nullable DeadLetter actual) {
        return new DeadLetterAssert(actual);
    }

    /** What a destination received. */
    public static RecordAssert assertThat(@Nullable InvocationRecord actual) {
        return new RecordAssert(actual);
    }

    /** What a dead-letter queue received. */
    public static DeadLetterMessageAssert assertThat(@Nullable DeadLetterMessage actual) {
        return new DeadLetterMessageAssert(actual);
    }

    /** What a destination of the test was brought. */
    public static RecordingDestinationAssert assertThat(@Nullable RecordingDestination actual) {
        return new RecordingDestinationAssert(actual);
    }

    /** The dead letters that are kept now. */
    public static DeadLettersAssert assertThat(@Nullable DeadLetters actual) {
        return new DeadLettersAssert(actual);
    }

    /** In which states the accepted events are. */
    public static LedgerAssert assertThat(@Nullable Ledger actual) {
        return new LedgerAssert(actual);
    }
}
