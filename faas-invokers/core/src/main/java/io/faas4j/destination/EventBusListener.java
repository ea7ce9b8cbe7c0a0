package io.faas4j.destination;

/** Receives what is put on an event bus. Called by several threads at once. */
@FunctionalInterface
public interface EventBusListener {

    /**
     * Receives an event.
     *
     * @param event the same object for all listeners
     * @throws Exception if it was not taken: the event is then put again for all listeners later
     */
    void receive(BusEvent event) throws Exception;
}
