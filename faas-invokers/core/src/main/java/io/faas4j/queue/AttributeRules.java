package io.faas4j.queue;

import io.faas4j.error.QueueException;

/** What attributes ask of each other and of other queues (rules QUEUE-7, QUEUE-73, QUEUE-76, FIFO-4). */
final class AttributeRules {

    private AttributeRules() {}

    /**
     * Checks what is asked of a queue.
     *
     * @param queues where its dead-letter queue is looked for
     * @param name the queue's
     * @param current as the queue is; what is asked for, if it is not there
     * @param asked what is to be compared, or to be changed
     * @return the same with the ARN of the dead-letter queue
     * @throws QueueException if it cannot be
     */
    static QueueAttributes check(Queues queues, String name, QueueAttributes current, QueueAttributes asked) {
        QueueAttribute wrong = asked.firstForFifoOnly();
        if (wrong != null && !current.isFifo()) {
            throw Refusals.attributeName(wrong.toString());
        }
        if (asked.isSet(QueueAttribute.FIFO_QUEUE) && asked.isFifo() != current.isFifo()) {
            throw Refusals.attributeValue(QueueAttribute.FIFO_QUEUE, "a queue stays of its kind");
        }
        QueueAttributes changed = current.with(asked);
        if (changed.fifoThroughputLimit() == FifoThroughputLimit.PER_MESSAGE_GROUP_ID
                && changed.deduplicationScope() != DeduplicationScope.MESSAGE_GROUP) {
            throw Refusals.attributeValue(
                    QueueAttribute.FIFO_THROUGHPUT_LIMIT,
                    "perMessageGroupId needs the DeduplicationScope messageGroup");
        }
        return asked.redrivePolicy()
                .map(policy -> asked.with(resolved(queues, name, changed.isFifo(), policy)))
                .orElse(asked);
    }

    private static RedrivePolicy resolved(Queues queues, String name, boolean isFifo, RedrivePolicy policy) {
        MessageQueue target = queues.get(policy.deadLetterTargetArn());
        if (target.name().equals(name)) {
            throw Refusals.invalid("RedrivePolicy", name, "A queue cannot be its own dead-letter queue.");
        }
        if (target.isFifo() != isFifo) {
            throw Refusals.invalid(
                    "RedrivePolicy",
                    target.arn(),
                    "The dead-letter queue of a FIFO queue must be a FIFO queue, and that of a standard queue a "
                            + "standard one.");
        }
        if (!target.attributes().redriveAllowPolicy().allows(name, queues.arnOf(name))) {
            throw Refusals.invalid(
                    "RedrivePolicy", target.arn(), "Queue %s does not have permission to use it.".formatted(name));
        }
        return policy.withTarget(target.arn());
    }
}
