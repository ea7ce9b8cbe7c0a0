package io.faas4j.error;

/** A shard iterator is older than it may be: get another one (rule STREAM-21). */
public final class ExpiredIteratorException extends FaasException {

    private static final long serialVersionUID = 1L;

    /**
     * Makes the error.
     *
     * @param message what is wrong, in AWS's words where it has some
     */
    public ExpiredIteratorException(String message) {
        super("ExpiredIteratorException", 400, message, null);
    }
}
