package io.faas4j.testkit;

import io.faas4j.event.DeadLetterMessage;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.assertj.core.api.AbstractAssert;
import org.jspecify.annotations.Nullable;

/** Assertions on what a dead-letter queue received (rule DLQ-2). */
public final class DeadLetterMessageAssert extends AbstractAssert<DeadLetterMessageAssert, DeadLetterMessage> {

    DeadLetterMessageAssert(@Nullable DeadLetterMessage actual) {
        super(actual, DeadLetterMessageAssert.class);
    }

    /**
     * The raw event.
     *
     * @param json exactly its bytes, as text
     */
    public DeadLetterMessageAssert hasBody(String json) {
        isNotNull();
        return has("body", json, new String(actual.body(), StandardCharsets.UTF_8));
    }

    /**
     * The status that the last attempt ended with.
     *
     * @param expected 200 for a function error
     */
    public DeadLetterMessageAssert hasErrorCode(int expected) {
        return hasAttribute(DeadLetterMessage.ERROR_CODE, Integer.toString(expected));
    }

    /**
     * What went wrong.
     *
     * @param expected at most 1 KB
     */
    public DeadLetterMessageAssert hasErrorMessage(String expected) {
        return hasAttribute(DeadLetterMessage.ERROR_MESSAGE, expected);
    }

    /**
     * One attribute.
     *
     * @param name such as {@link DeadLetterMessage#REQUEST_ID}
     * @param expected its value
     */
    public DeadLetterMessageAssert hasAttribute(String name, String expected) {
        isNotNull();
        return has("attribute " + name, expected, actual.attributes().get(name));
    }

    private DeadLetterMessageAssert has(String what, String expected, @Nullable String found) {
        if (!Objects.equals(found, expected)) {
            failWithActualExpectedAndMessage(
                    found, expected, "Expected %s <%s>, but was <%s> of %s", what, expected, found, actual);
        }
        return this;
    }
}
