package io.faas4j.destination;

/** Receives what is published to a topic. Called by several threads at once. */
@FunctionalInterface
public interface TopicListener {

    /**
     * Receives a message.
     *
     * @param message the same object for all listeners
     * @throws Exception if it was not taken: the message is then published again to all listeners later
     */
    void receive(TopicMessage message) throws Exception;
}
