package io.faas4j.directory;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.QueueFullException;
import io.faas4j.function.ArnScope;
import io.faas4j.queue.Message;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.QueueSettings;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Notifications in a queue of their own. */
final class QueuedNotifications implements Notifications {

    private static final int MOST_RECEIVED = 10;

    private final MessageQueue queue;

    QueuedNotifications(DirectorySettings settings, ArnScope scope, TimeSource time, RandomSource random) {
        this.queue = MessageQueue.create(
                "notifications", QueueSettings.DEFAULT.capacity(settings.maxMessages()), scope, time, random);
    }

    @Override
    public boolean offer(byte[] body) {
        try {
            queue.send(body, Map.of());
            return true;
        } catch (QueueFullException full) {
            return false;
        }
    }

    @Override
    public List<QueueMessage> receive(int max, Duration visibilityTimeout) {
        List<QueueMessage> received = new ArrayList<>();
        List<Message> some;
        do {
            some = queue.receive(Math.min(MOST_RECEIVED, max - received.size()), visibilityTimeout);
            some.forEach(message -> received.add(asReceived(message)));
        } while (!some.isEmpty() && received.size() < max);
        return received;
    }

    private static QueueMessage asReceived(Message message) {
        return QueueMessage.builder(
                        message.messageId().toString(), message.receiptHandle(), message.body(), message.sentAt())
                .received(message.receiveCount(), message.firstReceivedAt())
                .build();
    }

    @Override
    public void delete(QueueMessage message) {
        queue.delete(message.receiptHandle());
    }

    @Override
    public void changeVisibility(QueueMessage message, Duration visibilityTimeout) {
        try {
            queue.changeVisibility(message.receiptHandle(), visibilityTimeout);
        } catch (InvalidParameterValueException tooLate) {
            // It was deleted, or has been hidden for as long as may be.
        }
    }
}
