package io.faas4j.event;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionRef;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A destination as somebody addresses it: a kind and a name, written {@code queue:failed-orders} or as an ARN (rules ASYNC-9,
 * LIB-7). Whether there is such a destination shows when something is delivered. Immutable; equal if kind and name are.
 */
public final class DestinationRef {

    /** What a destination is. */
    public enum Kind {
        /** A function, invoked asynchronously with the record as its event. */
        FUNCTION("function"),
        /** A queue. */
        QUEUE("queue"),
        /** A topic. */
        TOPIC("topic"),
        /** An event bus. */
        EVENT_BUS("event-bus"),
        /** A bucket; for failures only. */
        BUCKET("bucket"),
        /** Something of your own; Lambda has no such kind. */
        CUSTOM("custom"),
        /** The dead-letter area of the function; for event source mappings of streams only. Lambda has no such kind. */
        DEAD_LETTERS("dead-letters");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private static final Pattern QUEUE_NAME = Pattern.compile("[a-zA-Z0-9\\-_]{1,80}|[a-zA-Z0-9\\-_]{1,75}\\.fifo");
    private static final Pattern TOPIC_NAME = Pattern.compile("[a-zA-Z0-9\\-_]{1,256}|[a-zA-Z0-9\\-_]{1,251}\\.fifo");
    private static final Pattern BUS_NAME = Pattern.compile("[a-zA-Z0-9/.\\-_]{1,256}");
    private static final Pattern BUCKET_NAME = Pattern.compile("[a-z0-9][a-z0-9.\\-]{1,61}[a-z0-9]");
    private static final Pattern CUSTOM_NAME = Pattern.compile("[a-zA-Z0-9/.\\-_]{1,256}");

    private static final String FIFO = ".fifo";
    private static final DestinationRef THE_DEAD_LETTERS = new DestinationRef(Kind.DEAD_LETTERS, "");

    private final Kind kind;
    private final String name;

    private DestinationRef(Kind kind, String name) {
        this.kind = kind;
        this.name = name;
    }

    /**
     * A function.
     *
     * @param function any form that {@link FunctionRef#parse} takes; region and account are left out
     * @throws ValidationException at {@code functionName} if it has none of the forms
     */
    public static DestinationRef function(String function) {
        return function(FunctionRef.parse(function));
    }

    private static DestinationRef function(FunctionRef ref) {
        FunctionRef bare = FunctionRef.parse(ref.name());
        return new DestinationRef(
                Kind.FUNCTION,
                ref.qualifier().map(bare::withQualifier).orElse(bare).toString());
    }

    /**
     * A queue.
     *
     * @param name 1 to 80 of {@code [a-zA-Z0-9-_]}; may end in {@code .fifo}, at which every delivery fails (rule ASYNC-9)
     * @throws ValidationException at {@code destination} otherwise
     */
    public static DestinationRef queue(String name) {
        return of(Kind.QUEUE, name, QUEUE_NAME);
    }

    /**
     * A topic.
     *
     * @param name 1 to 256 of {@code [a-zA-Z0-9-_]}; may end in {@code .fifo}, at which every delivery fails (rule ASYNC-9)
     * @throws ValidationException at {@code destination} otherwise
     */
    public static DestinationRef topic(String name) {
        return of(Kind.TOPIC, name, TOPIC_NAME);
    }

    /**
     * An event bus.
     *
     * @param name 1 to 256 of {@code [a-zA-Z0-9/.-_]}
     * @throws ValidationException at {@code destination} otherwise
     */
    public static DestinationRef eventBus(String name) {
        return of(Kind.EVENT_BUS, name, BUS_NAME);
    }

    /**
     * A bucket, for failures only.
     *
     * @param name 3 to 63 of {@code [a-z0-9.-]}, with a letter or digit at either end
     * @throws ValidationException at {@code destination} otherwise
     */
    public static DestinationRef bucket(String name) {
        return of(Kind.BUCKET, name, BUCKET_NAME);
    }

    /**
     * Something of your own.
     *
     * @param name 1 to 256 of {@code [a-zA-Z0-9/.-_]}
     * @throws ValidationException at {@code destination} otherwise
     */
    public static DestinationRef custom(String name) {
        return of(Kind.CUSTOM, name, CUSTOM_NAME);
    }

    /**
     * The dead-letter area, where events are that failed and have nowhere to go: as the on-failure destination of an event
     * source mapping of a stream it keeps the records themselves, as the event that their function was to get, until somebody
     * redrives them, gives them up or purges them. Written {@code dead-letters}. Asynchronous events need no such destination:
     * they are kept there without one.
     */
    public static DestinationRef deadLetters() {
        return THE_DEAD_LETTERS;
    }

    private static DestinationRef of(Kind kind, String name, Pattern form) {
        if (!form.matcher(name).matches()) {
            throw ValidationException.of(
                    "destination",
                    kind.prefix + ":" + name,
                    "Member must satisfy regular expression pattern: %s:(%s)".formatted(kind.prefix, form.pattern()));
        }
        return new DestinationRef(kind, name);
    }

    /**
     * Reads a destination.
     *
     * @param text the ARN of a function, queue, topic, event bus or bucket, of which region and account are left out, as all
     *     lie in one process; or {@code kind:name}, the kind being {@code function}, {@code queue}, {@code topic}, {@code
     *     event-bus}, {@code bucket} or {@code custom}; or {@code dead-letters}
     * @throws ValidationException if it has none of the forms
     * @throws InvalidParameterValueException if it is the ARN of something else
     */
    public static DestinationRef parse(String text) {
        if (text.startsWith("arn:")) {
            return DestinationArns.parse(text);
        }
        if (text.equals(Kind.DEAD_LETTERS.prefix)) {
            return deadLetters();
        }
        for (Kind kind : Kind.values()) {
            if (text.startsWith(kind.prefix) && text.startsWith(":", kind.prefix.length())) {
                return named(kind, text.substring(kind.prefix.length() + 1));
            }
        }
        throw DestinationArns.malformed(text);
    }

    private static DestinationRef named(Kind kind, String name) {
        return switch (kind) {
            case FUNCTION -> function(name);
            case QUEUE -> queue(name);
            case TOPIC -> topic(name);
            case EVENT_BUS -> eventBus(name);
            case BUCKET -> bucket(name);
            case CUSTOM -> custom(name);
            case DEAD_LETTERS -> throw DestinationArns.malformed(Kind.DEAD_LETTERS.prefix + ":" + name);
        };
    }

    /** What it is. */
    public Kind kind() {
        return kind;
    }

    /** Its name; that of a function with its qualifier, if there is one; empty for the dead-letter area. */
    public String name() {
        return name;
    }

    /** The function that is meant; empty for another kind. */
    public Optional<FunctionRef> function() {
        return kind == Kind.FUNCTION ? Optional.of(FunctionRef.parse(name)) : Optional.empty();
    }

    /** Whether it is a queue or topic that keeps an order, which asynchronous invocation cannot deliver to (rule ASYNC-9). */
    public boolean isFifo() {
        return (kind == Kind.QUEUE || kind == Kind.TOPIC) && name.endsWith(FIFO);
    }

    /**
     * The ARN; a custom destination, and the dead-letter area, has one of Lambda's form, with {@code faas4j} for a service.
     *
     * @param scope where it lies
     */
    public String arn(ArnScope scope) {
        return kind == Kind.FUNCTION ? FunctionRef.parse(name).arn(scope) : DestinationArns.print(kind, name, scope);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DestinationRef that && kind == that.kind && name.equals(that.name);
    }

    @Override
    public int hashCode() {
        return 31 * kind.hashCode() + name.hashCode();
    }

    /** {@code kind:name}, or {@code dead-letters}. Read again, it is equal to this. */
    @Override
    public String toString() {
        return kind == Kind.DEAD_LETTERS ? kind.prefix : kind.prefix + ":" + name;
    }
}
