package io.faas4j.destination;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ResourceConflictException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.DeadLetterMessage;
import io.faas4j.event.Destination;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionRef;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.Queues;
import io.faas4j.runtime.context.CallChain;
import io.faas4j.runtime.context.Lineage;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The destinations of one runtime: its queues, topics and event buses inside the process, which are made when they are first asked
 * for, and places of your own. A destination need not be there before something is delivered to it. Safe for use by many
 * threads.
 *
 * <pre>{@code
 * MessageQueue failed = faas.queues().create("failed-orders");
 * faas.destinations().topic("alarms").subscribe(message -> alarm(message.bodyAsText()));
 * faas.destinations().register(DestinationRef.bucket("records"), message -> store(message.body()));
 * }</pre>
 */
public final class Destinations {

    private final ArnScope scope;
    private final Queues queues;
    private final TimeSource time;
    private final RandomSource random;
    private final ConcurrentHashMap<DestinationRef, Destination> destinations = new ConcurrentHashMap<>();

    /**
     * No destinations yet.
     *
     * @param scope where they lie
     * @param queues the runtime's
     * @param time where time comes from
     * @param random where ids come from
     */
    public Destinations(ArnScope scope, Queues queues, TimeSource time, RandomSource random) {
        this.scope = scope;
        this.queues = queues;
        this.time = time;
        this.random = random;
    }

    // ---- inside the process ----------------------------------------------------------------------------------------

    /**
     * The topic of this name; it is made if it is not there.
     *
     * @param name 1 to 256 of {@code [a-zA-Z0-9-_]}
     * @throws ValidationException if the name has another form
     * @throws InvalidParameterValueException on the name of a topic that keeps an order, {@code .fifo}
     * @throws ResourceConflictException if a destination of your own has the name
     */
    public Topic topic(String name) {
        DestinationRef ref = DestinationRef.topic(name);
        requireStandard(ref);
        return made(ref, InProcess.OfTopic.class, () -> new InProcess.OfTopic(new Topic(name, ref.arn(scope), random)))
                .topic();
    }

    /**
     * The event bus of this name; it is made if it is not there.
     *
     * @param name 1 to 256 of {@code [a-zA-Z0-9/.-_]}
     * @throws ValidationException if the name has another form
     * @throws ResourceConflictException if a destination of your own has the name
     */
    public EventBus eventBus(String name) {
        DestinationRef ref = DestinationRef.eventBus(name);
        return made(
                        ref,
                        InProcess.OfBus.class,
                        () -> new InProcess.OfBus(new EventBus(name, ref.arn(scope), scope, time, random)))
                .bus();
    }

    private <T extends InProcess> T made(DestinationRef ref, Class<T> type, Supplier<T> make) {
        Destination found = destinations.computeIfAbsent(ref, absent -> make.get());
        if (!type.isInstance(found)) {
            throw new ResourceConflictException("The destination %s is registered as one of your own.".formatted(ref));
        }
        return type.cast(found);
    }

    // ---- of your own -----------------------------------------------------------------------------------------------

    /**
     * Has a place of your own receive what is delivered to a destination; replaces one that was registered before. A queue that is made
     * later under the same name does not get it.
     *
     * @param ref any but a function, the dead-letter area, or a queue or topic that keeps an order
     * @param destination called by several threads at once
     * @throws InvalidParameterValueException if the reference is one of those
     * @throws ResourceConflictException if a queue, topic or event bus inside the process has the name
     */
    public void register(DestinationRef ref, Destination destination) {
        Objects.requireNonNull(destination, "destination");
        if (ref.kind() == DestinationRef.Kind.FUNCTION) {
            throw new InvalidParameterValueException(
                    "%s cannot be registered: functions are invoked, not registered as destinations.".formatted(ref));
        }
        requireNoArea(ref);
        requireStandard(ref);
        destinations.compute(ref, (same, found) -> {
            if (found instanceof InProcess || queueOf(ref) != null) {
                throw new ResourceConflictException("The destination %s is one inside the process.".formatted(ref));
            }
            return destination;
        });
    }

    // ---- delivering ------------------------------------------------------------------------------------------------

    /**
     * The destination by a reference. That it is not there shows only when something is delivered (rule ASYNC-9): it then
     * throws what {@link #deliver} does. A function is not to be found here.
     *
     * @param ref any but a function
     * @throws InvalidParameterValueException if it is a function
     */
    public Destination find(DestinationRef ref) {
        if (ref.kind() == DestinationRef.Kind.FUNCTION) {
            throw new InvalidParameterValueException("%s is a function, which is invoked.".formatted(ref));
        }
        return message -> existing(ref, CallChain.NONE).deliver(message);
    }

    /**
     * Delivers a message once, and returns when it has been taken.
     *
     * @param ref where to
     * @param message a record, or a dead letter for a queue, a topic, or a destination of your own
     * @param functions reaches the function, if it is one
     * @throws ResourceNotFoundException if there is no such destination
     * @throws InvalidParameterValueException if it keeps an order, or cannot take such a message, or one so large
     * @throws Exception whatever the destination throws
     */
    public void deliver(DestinationRef ref, DestinationMessage message, FunctionTarget functions) throws Exception {
        deliver(ref, message, functions, CallChain.NONE);
    }

    /**
     * As {@link #deliver(DestinationRef, DestinationMessage, FunctionTarget)}, for a message that belongs to a chain of invocations.
     *
     * @param ref where to
     * @param message a record, or a dead letter
     * @param functions reaches the function, if it is one
     * @param chain the invocations that led to the message, which a queue passes on (rule REC-3)
     * @throws Exception whatever the destination throws
     */
    public void deliver(DestinationRef ref, DestinationMessage message, FunctionTarget functions, CallChain chain)
            throws Exception {
        FunctionRef function = ref.function().orElse(null);
        if (function == null) {
            existing(ref, chain).deliver(message);
        } else if (message instanceof DeadLetterMessage) {
            throw new InvalidParameterValueException(
                    "The function '%s' takes records and no dead letters.".formatted(function));
        } else {
            functions.invoke(function, message);
        }
    }

    private Destination existing(DestinationRef ref, CallChain chain) {
        requireNoArea(ref);
        requireStandard(ref);
        Destination found = destinations.get(ref);
        if (found != null) {
            return found;
        }
        MessageQueue queue = queueOf(ref);
        if (queue == null) {
            throw new ResourceNotFoundException(
                    "There is no destination %s, %s: nobody has made or registered it.".formatted(ref, ref.arn(scope)));
        }
        // The message is the body (rules DEST-6, DLQ-2).
        String header = Lineage.header(null, chain);
        return message -> {
            NewMessage made = NewMessage.of(message.body()).attributes(Attributes.of(message));
            queue.send(header == null ? made : made.traceHeader(header));
        };
    }

    private @Nullable MessageQueue queueOf(DestinationRef ref) {
        return ref.kind() == DestinationRef.Kind.QUEUE ? queues.find(ref.name()).orElse(null) : null;
    }

    private static void requireNoArea(DestinationRef ref) {
        if (ref.kind() == DestinationRef.Kind.DEAD_LETTERS) {
            throw new InvalidParameterValueException(
                    "%s keeps what event source mappings of streams give up, and takes no messages.".formatted(ref));
        }
    }

    private static void requireStandard(DestinationRef ref) {
        if (ref.isFifo()) {
            throw new InvalidParameterValueException(
                    "%s keeps an order (FIFO): destinations and dead-letter queues are standard ones.".formatted(ref));
        }
    }
}
