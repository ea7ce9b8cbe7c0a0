package io.faas4j.destination;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.InvocationRecord;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import java.nio.charset.StandardCharsets;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;

/**
 * An event bus inside the process: each record that is delivered to it comes to all of its listeners as the detail
 * of an event (rule DEST-6), on the delivering thread; without any, it is gone. If a listener fails, the delivery fails, and
 * is tried again for all of them. Safe for use by many threads.
 */
public final class EventBus {

    /** The largest event: detail, detail type, source, resources and 14 for the time, in bytes. */
    public static final int MAX_EVENT_SIZE = 1_048_576;

    private static final int TIME_SIZE = 14;
    private static final String SOURCE = "lambda";

    private final String name;
    private final String arn;
    private final ArnScope scope;
    private final TimeSource time;
    private final RandomSource random;
    private final Listeners<EventBusListener> listeners = new Listeners<>();

    EventBus(String name, String arn, ArnScope scope, TimeSource time, RandomSource random) {
        this.name = name;
        this.arn = arn;
        this.scope = scope;
        this.time = time;
        this.random = random;
    }

    /** The bus's name. */
    public String name() {
        return name;
    }

    /** The bus's ARN. */
    public String arn() {
        return arn;
    }

    /**
     * Has a listener told of all that is put from now on.
     *
     * @param listener called on the delivering thread, by several at once
     * @return ends it
     */
    public Subscription listen(EventBusListener listener) {
        return listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    void put(InvocationRecord result) throws Exception {
        put(result, result.isSuccess(), result.functionArn());
    }

    void put(StreamFailureRecord failure) throws Exception {
        put(failure, false, failure.functionArn());
    }

    private void put(DestinationMessage record, boolean isSuccess, String functionArn) throws Exception {
        String detailType = "Lambda Function Invocation Result - " + (isSuccess ? "Success" : "Failure");
        // What is put together here is ASCII, a character a byte.
        long size = (long) TIME_SIZE + SOURCE.length() + detailType.length() + record.body().length;
        if (size + arn.length() + functionArn.length() > MAX_EVENT_SIZE) {
            throw new InvalidParameterValueException(
                    "Total size of the entries in the request is over the limit: an event " + "of bus '" + name
                            + "' is at most " + MAX_EVENT_SIZE + " bytes.");
        }
        BusEvent event = new BusEvent(
                RequestIds.next(random),
                detailType,
                SOURCE,
                scope.account(),
                time.now().truncatedTo(ChronoUnit.SECONDS),
                scope.region(),
                List.of(arn, functionArn),
                new String(record.body(), StandardCharsets.UTF_8));
        listeners.tellAll(listener -> listener.receive(event));
    }

    @Override
    public String toString() {
        return "EventBus[" + name + "]";
    }
}
