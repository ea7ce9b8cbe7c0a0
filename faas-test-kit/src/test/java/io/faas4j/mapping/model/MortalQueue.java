package io.faas4j.mapping.model;

import io.faas4j.mapping.fixture.ForwardingQueue;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.QueueSource;
import io.faas4j.source.SourceSubscription;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A queue as one consumer has it; the world is shown what it does. */
final class MortalQueue extends ForwardingQueue {

    private final Lifeline line;
    private final boolean isTelling;
    private final Watch watch;

    /** @param isTelling whether it says when there is something to receive; it is polled otherwise */
    MortalQueue(QueueSource queue, Lifeline line, boolean isTelling, Watch watch) {
        super(queue);
        this.line = line;
        this.isTelling = isTelling;
        this.watch = watch;
    }

    /** Is shown what is received, deleted, hidden for longer and given back. */
    interface Watch {

        void received(List<QueueMessage> messages, Duration hidden) throws Exception;

        void deleted(List<QueueMessage> asked, List<QueueMessage> left) throws Exception;

        void hidden(List<QueueMessage> messages, Duration timeout) throws Exception;
    }

    @Override
    public List<QueueMessage> receive(int max, Duration visibilityTimeout) throws Exception {
        return line.call(true, () -> {
            List<QueueMessage> received = queue.receive(max, visibilityTimeout);
            watch.received(received, visibilityTimeout);
            return received;
        });
    }

    @Override
    public List<QueueMessage> delete(List<QueueMessage> messages) throws Exception {
        return line.call(true, () -> {
            List<QueueMessage> left = queue.delete(messages);
            watch.deleted(messages, left);
            return left;
        });
    }

    @Override
    public void changeVisibility(List<QueueMessage> messages, Duration visibilityTimeout) throws Exception {
        line.call(false, () -> {
            queue.changeVisibility(messages, visibilityTimeout);
            watch.hidden(messages, visibilityTimeout);
            return true;
        });
    }

    @Override
    public Optional<SourceSubscription> listen(Runnable available) {
        Runnable whileAlive = () -> {
            if (!line.isCut()) {
                available.run();
            }
        };
        return isTelling ? queue.listen(whileAlive) : Optional.empty();
    }
}
