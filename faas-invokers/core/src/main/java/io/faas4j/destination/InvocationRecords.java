package io.faas4j.destination;

import io.faas4j.event.EventCondition;
import io.faas4j.event.InvocationRecord;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.Qualifier;
import io.faas4j.runtime.time.TimeSource;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Makes the invocation records of asynchronous invocation (rules DEST-1 to DEST-5). Safe for use by many threads. */
public final class InvocationRecords {

    /** About what a record has besides both payloads. */
    private static final int FRAME_SIZE = 400;

    private final ArnScope scope;
    private final TimeSource time;

    /**
     * A maker of records.
     *
     * @param scope where functions live
     * @param time where timestamps come from
     */
    public InvocationRecords(ArnScope scope, TimeSource time) {
        this.scope = scope;
        this.time = time;
    }

    /**
     * A record of now.
     *
     * @param requestId the event's request id
     * @param function the function as it was addressed; without a qualifier it is shown as {@code $LATEST} (rule DEST-2)
     * @param condition why the event's journey ended
     * @param approximateInvokeCount how many attempts reached the function (rule ASYNC-17)
     * @param event the event as JSON; no bytes mean null
     * @param response what the last attempt answered; null if none did (rule DEST-4)
     */
    public InvocationRecord of(
            UUID requestId,
            FunctionRef function,
            EventCondition condition,
            int approximateInvokeCount,
            byte[] event,
            @Nullable FunctionResponse response) {
        String arn = qualified(function).arn(scope);
        Instant now = time.now().truncatedTo(ChronoUnit.MILLIS);
        JsonBytes json = new JsonBytes(FRAME_SIZE + event.length + (response == null ? 0 : response.payload().length));
        json.raw("{\"version\":\"1.0\",\"timestamp\":").text(Timestamps.millis(now));
        json.raw(",\"requestContext\":{\"requestId\":").text(requestId.toString());
        json.raw(",\"functionArn\":").text(arn);
        json.raw(",\"condition\":").text(condition.wireName());
        json.raw(",\"approximateInvokeCount\":" + approximateInvokeCount + "}");
        json.raw(",\"requestPayload\":").value(event);
        if (response != null) {
            append(json, response);
        }
        return new InvocationRecord(
                requestId,
                arn,
                condition,
                approximateInvokeCount,
                now,
                response == null ? null : response.executedVersion(),
                json.raw("}").toBytes());
    }

    private static FunctionRef qualified(FunctionRef function) {
        return function.qualifier().isPresent() ? function : function.withQualifier(Qualifier.LATEST);
    }

    private static void append(JsonBytes json, FunctionResponse response) {
        json.raw(",\"responseContext\":{\"statusCode\":200,\"executedVersion\":")
                .text(response.executedVersion());
        json.raw(response.isError() ? ",\"functionError\":\"Unhandled\"}" : "}");
        json.raw(",\"responsePayload\":").value(response.payload());
    }
}
