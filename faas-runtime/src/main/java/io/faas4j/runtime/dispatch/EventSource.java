package io.faas4j.runtime.dispatch;

import io.faas4j.runtime.context.CallChain;
import io.faas4j.runtime.context.CurrentInvocation;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.payload.Crossing;
import io.faas4j.runtime.payload.PayloadCodec;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/** Where one kind of caller's events come in: checked, and captured as they are now. Safe for use by many threads. */
public final class EventSource {

    private final EventRoute route;
    private final PayloadCodec codec;
    private final @Nullable Type eventType;

    // Racy on purpose, as in ResolvedFunction.
    private Passage passage = new Passage(null, null);

    EventSource(EventRoute route, PayloadCodec codec, @Nullable Type eventType) {
        this.route = route;
        this.codec = codec;
        this.eventType = eventType;
    }

    private record Passage(
            @Nullable Revision revision, @Nullable Crossing crossing) {}

    /**
     * Draws the version that an event will run on (rule ALIAS-6), and checks that it takes events from this caller.
     *
     * @param tenant for whom; null for nobody
     * @throws io.faas4j.error.ResourceNotFoundException if the reference leads nowhere
     * @throws io.faas4j.error.InvalidParameterValueException if a tenant is missing, or one too many (rule TEN-1)
     */
    public Revision draw(@Nullable String tenant) {
        return route.draw(tenant);
    }

    /**
     * An event as it is now, whatever becomes of the caller's own (rule LIB-5).
     *
     * @param revision what it will run on
     * @param event of the caller's type, or null
     * @param asJson whether a value does not do, whatever its type
     * @return a deeply immutable value, or JSON as a {@code byte[]}
     * @throws io.faas4j.error.InvalidRequestContentException if it is not JSON, or cannot be written as such
     * @throws io.faas4j.error.RequestTooLargeException if its bytes are over 1 MB
     */
    public @Nullable Object capture(Revision revision, @Nullable Object event, boolean asJson) {
        try {
            Object captured = crossing(revision).capture(event);
            if (!asJson) {
                return captured;
            }
            byte[] json = Crossing.written(captured, codec);
            Crossing.requireEventSize(json);
            return json;
        } catch (RuntimeException | Error refused) {
            route.refused();
            throw refused;
        }
    }

    private Crossing crossing(Revision revision) {
        Passage last = passage;
        if (last.revision() == revision && last.crossing() != null) {
            return last.crossing();
        }
        Crossing made = route.captures(revision, eventType);
        passage = new Passage(revision, made);
        return made;
    }

    /** The chain of invocations that the current thread's next event belongs to (rule REC-3). */
    public static CallChain chain() {
        InvocationContext sender = CurrentInvocation.ofThread().get();
        return sender == null ? CallChain.NONE : sender.chain();
    }
}
