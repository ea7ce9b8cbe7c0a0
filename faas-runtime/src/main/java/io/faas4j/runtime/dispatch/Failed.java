package io.faas4j.runtime.dispatch;

import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.FunctionErrorException;
import java.util.UUID;

/** The outcome of an invocation that ended in a function error; any other outcome is the handler's result itself. */
record Failed(FunctionError error, UUID requestId, String executedVersion) {

    FunctionErrorException toException() {
        return new FunctionErrorException(error, requestId, executedVersion);
    }
}
