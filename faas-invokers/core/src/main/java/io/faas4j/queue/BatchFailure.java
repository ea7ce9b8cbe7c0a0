package io.faas4j.queue;

/**
 * An entry of a batch that was not done (rule QUEUE-63).
 *
 * @param id the entry's
 * @param code the error's, such as {@code InvalidParameterValue}
 * @param message what is wrong
 * @param senderFault whether it is the sender's fault, which it always is here
 */
public record BatchFailure(String id, String code, String message, boolean senderFault) {}
