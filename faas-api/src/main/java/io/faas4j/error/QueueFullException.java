package io.faas4j.error;

/** A message was not sent, as the queue inside the process holds as many as it may. SQS has no such bound. */
public final class QueueFullException extends FaasException {

    private static final long serialVersionUID = 1L;

    private final String queue;
    private final int capacity;

    /**
     * Makes the error.
     *
     * @param queue the queue's name
     * @param capacity how many messages it holds at most
     */
    public QueueFullException(String queue, int capacity) {
        super(
                "QueueFullException",
                429,
                "The queue '%s' is full: at most %d messages.".formatted(queue, capacity),
                null);
        this.queue = queue;
        this.capacity = capacity;
    }

    /** The queue's name. */
    public String queue() {
        return queue;
    }

    /** How many messages it holds at most. */
    public int capacity() {
        return capacity;
    }
}
