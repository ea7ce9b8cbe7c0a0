package io.faas4j.destination;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.source.MessageAttribute;
import java.util.Map;
import java.util.Objects;

/**
 * A topic inside the process: what is delivered to it comes to each of its listeners, on the delivering thread; without any,
 * it is gone. If a listener fails, the delivery fails, and is tried again for all of them, so that the others may receive it
 * more than once. Safe for use by many threads.
 */
public final class Topic {

    /** The largest message: body and attributes together, in bytes. */
    public static final int MAX_MESSAGE_SIZE = 262_144;

    private final String name;
    private final String arn;
    private final RandomSource random;
    private final Listeners<TopicListener> listeners = new Listeners<>();

    Topic(String name, String arn, RandomSource random) {
        this.name = name;
        this.arn = arn;
        this.random = random;
    }

    /** The topic's name. */
    public String name() {
        return name;
    }

    /** The topic's ARN. */
    public String arn() {
        return arn;
    }

    /**
     * Has a listener told of all that is published from now on.
     *
     * @param listener called on the delivering thread, by several at once
     * @return ends it
     */
    public Subscription subscribe(TopicListener listener) {
        return listeners.add(Objects.requireNonNull(listener, "listener"));
    }

    void publish(byte[] body, Map<String, MessageAttribute> attributes) throws Exception {
        if (body.length + Attributes.size(attributes) > MAX_MESSAGE_SIZE) {
            throw new InvalidParameterValueException("Invalid parameter: Message too long: a message of topic '" + name
                    + "' is at most " + MAX_MESSAGE_SIZE + " bytes, with its attributes.");
        }
        TopicMessage message = new TopicMessage(RequestIds.next(random), body, attributes);
        listeners.tellAll(listener -> listener.receive(message));
    }

    @Override
    public String toString() {
        return "Topic[" + name + "]";
    }
}
