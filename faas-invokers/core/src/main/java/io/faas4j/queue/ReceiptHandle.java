package io.faas4j.queue;

import io.faas4j.error.InvalidParameterValueException;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a receive gives out to delete a message by.
 *
 * @param messageId the message's id
 * @param receiveCount which receive of the message it was, from 1 on
 */
record ReceiptHandle(UUID messageId, int receiveCount) {

    private static final Pattern FORM =
            Pattern.compile("(?<id>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})#(?<count>[1-9][0-9]{0,8})");

    static ReceiptHandle parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw wrong(text, "The receipt handle is not valid.");
        }
        return new ReceiptHandle(UUID.fromString(matcher.group("id")), Integer.parseInt(matcher.group("count")));
    }

    /** The error of a handle that is none, or of no use. */
    static InvalidParameterValueException wrong(Object handle, String reason) {
        return new InvalidParameterValueException(
                "Value %s for parameter ReceiptHandle is invalid. Reason: %s".formatted(handle, reason));
    }

    @Override
    public String toString() {
        return messageId + "#" + receiveCount;
    }
}
