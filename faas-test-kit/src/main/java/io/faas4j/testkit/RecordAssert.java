package io.faas4j.testkit;

import io.faas4j.event.EventCondition;
import io.faas4j.event.InvocationRecord;
import java.util.Objects;
import java.util.Optional;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on what a destination received (section DEST). */
public final class RecordAssert extends AbstractAssert<RecordAssert, InvocationRecord> {

    RecordAssert(@Nullable InvocationRecord actual) {
        super(actual, RecordAssert.class);
    }

    /** The event ended in success. */
    public RecordAssert isSuccess() {
        return hasCondition(EventCondition.SUCCESS);
    }

    /**
     * Why it was sent (rule DEST-1).
     *
     * @param expected such as {@link EventCondition#EVENT_AGE_EXCEEDED}
     */
    public RecordAssert hasCondition(EventCondition expected) {
        isNotNull();
        return has("condition", expected, actual.condition());
    }

    /**
     * Whose event it was (rule DEST-2).
     *
     * @param arn always qualified
     */
    public RecordAssert hasFunctionArn(String arn) {
        isNotNull();
        return has("function ARN", arn, actual.functionArn());
    }

    /**
     * How many attempts reached the function (rule ASYNC-17).
     *
     * @param expected 0 or more
     */
    public RecordAssert hasInvokeCount(int expected) {
        isNotNull();
        return has("approximate invoke count", expected, actual.approximateInvokeCount());
    }

    /**
     * Which version ran last (rule DEST-5).
     *
     * @param expected {@code $LATEST} or a number
     */
    public RecordAssert ranVersion(String expected) {
        isNotNull();
        return has("executed version", Optional.of(expected), actual.executedVersion());
    }

    /** No attempt produced a response (rule DEST-4). */
    public RecordAssert ranNoVersion() {
        isNotNull();
        return has("executed version", Optional.empty(), actual.executedVersion());
    }

    /**
     * The record as it is sent.
     *
     * @param json exactly its bytes, as text
     */
    public RecordAssert hasBody(String json) {
        isNotNull();
        return has("body", json, actual.bodyAsText());
    }

    /**
     * A part of the record as it is sent.
     *
     * @param part such as {@code "responsePayload":"paid"}
     */
    public RecordAssert hasBodyContaining(String part) {
        isNotNull();
        if (!actual.bodyAsText().contains(part)) {
            failWithMessage("Expected a body that contains <%s>, but was <%s>", part, actual.bodyAsText());
        }
        return this;
    }

    private RecordAssert has(String what, Object expected, Object found) {
        if (!Objects.equals(found, expected)) {
            failWithActualExpectedAndMessage(
                    found, expected, "Expected %s <%s>, but was <%s> of %s", what, expected, found, actual);
        }
        return this;
    }
}
