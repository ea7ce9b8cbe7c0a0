package io.faas4j.queue;

import io.faas4j.error.QueueException;

/**
 * When and where to a queue's messages are moved that are received again and again (rules QUEUE-70, QUEUE-71).
 *
 * @param deadLetterTargetArn ARN or name of a queue of the same kind
 * @param maxReceiveCount how often a message is received at most, 1 to 1,000: the receive that comes next moves it
 */
public record RedrivePolicy(String deadLetterTargetArn, int maxReceiveCount) {

    private static final int MOST = 1_000;

    /**
     * Checks both.
     *
     * @throws QueueException if the count is out of its range, or there is no target
     */
    public RedrivePolicy {
        if (deadLetterTargetArn.isEmpty()) {
            throw Refusals.invalid("RedrivePolicy", "''", "It must name a deadLetterTargetArn.");
        }
        if (maxReceiveCount < 1 || maxReceiveCount > MOST) {
            throw Refusals.invalid(
                    "RedrivePolicy",
                    maxReceiveCount,
                    "Invalid value for maxReceiveCount, valid values are from 1 to 1000 both inclusive.");
        }
    }

    RedrivePolicy withTarget(String arn) {
        return new RedrivePolicy(arn, maxReceiveCount);
    }
}
