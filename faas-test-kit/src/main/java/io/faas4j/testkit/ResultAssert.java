package io.faas4j.testkit;

import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.InvocationResult;
import java.time.Duration;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/**
 * Assertions on how a synchronous invocation ended.
 *
 * @param <O> the result's type
 */
public final class ResultAssert<O> extends AbstractAssert<ResultAssert<O>, InvocationResult<O>> {

    ResultAssert(@Nullable InvocationResult<O> actual) {
        super(actual, ResultAssert.class);
    }

    /** The handler returned. */
    public ResultAssert<O> succeeded() {
        isNotNull();
        actual.error().ifPresent(error -> failWithMessage("Expected a result, but the function failed: %s", error));
        return this;
    }

    /**
     * The handler returned a value.
     *
     * @param expected null for none
     */
    public ResultAssert<O> hasPayload(@Nullable Object expected) {
        succeeded();
        if (!Objects.deepEquals(actual.payload(), expected)) {
            failWithActualExpectedAndMessage(
                    actual.payload(), expected, "Expected payload <%s>, but was <%s>", expected, actual.payload());
        }
        return this;
    }

    /** The function failed, by whatever was thrown or by its deadline. */
    public ResultAssert<O> failed() {
        error();
        return this;
    }

    /**
     * The handler threw.
     *
     * @param thrown the class, or a superclass, of what it threw
     */
    public ResultAssert<O> failedWith(Class<? extends Throwable> thrown) {
        FunctionError error = error();
        if (error.cause().filter(thrown::isInstance).isEmpty()) {
            failWithMessage("Expected the handler to have thrown a %s, but the function failed: %s", thrown, error);
        }
        return this;
    }

    /**
     * The error's type.
     *
     * @param expected the class name of what was thrown, or one of the platform's types
     */
    public ResultAssert<O> hasErrorType(String expected) {
        FunctionError error = error();
        if (!error.errorType().equals(expected)) {
            failWithActualExpectedAndMessage(
                    error.errorType(), expected, "Expected error type <%s>, but was: %s", expected, error);
        }
        return this;
    }

    /**
     * The error's message.
     *
     * @param part contained in it
     */
    public ResultAssert<O> hasErrorMessageContaining(String part) {
        FunctionError error = error();
        if (!error.errorMessage().contains(part)) {
            failWithMessage("Expected an error message that contains <%s>, but was: %s", part, error);
        }
        return this;
    }

    /** The invocation ran into its deadline. */
    public ResultAssert<O> timedOut() {
        FunctionError error = error();
        if (!error.isTimeout()) {
            failWithMessage("Expected a timeout, but was: %s", error);
        }
        return this;
    }

    /**
     * Which version ran.
     *
     * @param expected {@code $LATEST} or a number
     */
    public ResultAssert<O> ranVersion(String expected) {
        isNotNull();
        if (!actual.executedVersion().equals(expected)) {
            failWithActualExpectedAndMessage(
                    actual.executedVersion(),
                    expected,
                    "Expected version <%s> to have run, but was <%s>",
                    expected,
                    actual.executedVersion());
        }
        return this;
    }

    /** It waited for the init phase of its execution context. */
    public ResultAssert<O> wasColdStart() {
        isNotNull();
        if (!actual.report().coldStart()) {
            failWithMessage("Expected a cold start, but the execution context was warm");
        }
        return this;
    }

    /** It found a warm execution context. */
    public ResultAssert<O> wasWarm() {
        isNotNull();
        if (actual.report().coldStart()) {
            failWithMessage("Expected a warm execution context, but it was a cold start");
        }
        return this;
    }

    /**
     * What the invoke phase took, in virtual time.
     *
     * @param expected exactly that
     */
    public ResultAssert<O> took(Duration expected) {
        isNotNull();
        Duration duration = actual.report().duration();
        if (!duration.equals(expected)) {
            failWithActualExpectedAndMessage(
                    duration, expected, "Expected it to have taken %s, but it took %s", expected, duration);
        }
        return this;
    }

    private FunctionError error() {
        isNotNull();
        return actual.error().orElseThrow(() -> failure("Expected a function error, but the result was: %s", actual));
    }
}
