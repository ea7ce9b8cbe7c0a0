package io.faas4j.testkit;

import io.faas4j.function.Context;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A call of a scripted handler that is about to run.
 *
 * @param number which call of the function it is in this test, from 1
 * @param elapsed the virtual time since the test's runtime was made
 * @param event what the handler gets; null if the caller sent none, and for a stream handler
 * @param context what the handler can know of the invocation, such as its attempt
 */
public record ScriptedCall(
        int number, Duration elapsed, @Nullable Object event, Context context) {}
