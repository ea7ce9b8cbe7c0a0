package io.faas4j.functions;

import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;

import io.faas4j.error.FaasException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;

/** How a call was refused: Lambda's name of the error, its status, and its text. */
public record Refusal(String code, int status, @Nullable String message) {

    /** Makes the call, which must be refused. */
    public static Refusal of(ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        if (thrown instanceof FaasException refused) {
            return new Refusal(refused.code(), refused.httpStatus(), refused.getMessage());
        }
        return fail("expected a refusal", thrown);
    }

    public static Refusal notFound(String message) {
        return new Refusal("ResourceNotFoundException", 404, message);
    }

    public static Refusal conflict(String message) {
        return new Refusal("ResourceConflictException", 409, message);
    }

    public static Refusal invalidValue(String message) {
        return new Refusal("InvalidParameterValueException", 400, message);
    }

    public static Refusal staleRevision() {
        return new Refusal(
                "PreconditionFailedException",
                412,
                "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to "
                        + "retrieve the latest Revision Id");
    }

    public static Refusal wrongForm(String field, @Nullable Object value, String constraint) {
        String shown = value == null ? "null" : "'" + value + "'";
        return new Refusal(
                "ValidationException",
                400,
                "1 validation error detected: Value %s at '%s' failed to satisfy constraint: %s"
                        .formatted(shown, field, constraint));
    }
}
