package io.faas4j.samples.quakewatch;

import io.faas4j.event.Destination;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.InvocationRecord;
import java.util.concurrent.atomic.AtomicInteger;

/** A destination of this program's own: it is told of each alert that got through. */
final class ControlRoom implements Destination {

    static final DestinationRef REF = DestinationRef.custom("control-room");

    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger retried = new AtomicInteger();

    @Override
    public void deliver(DestinationMessage message) {
        if (message instanceof InvocationRecord told) {
            (told.approximateInvokeCount() == 1 ? atOnce : retried).incrementAndGet();
        }
    }

    /** How many got through at the first attempt. */
    int atOnce() {
        return atOnce.get();
    }

    /** How many got through at a later attempt. */
    int retried() {
        return retried.get();
    }
}
