package io.faas4j.directory;

import io.faas4j.error.QueueFullException;
import io.faas4j.function.ArnScope;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.Queues;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.List;

/** Notifications in a queue of their own. */
final class QueuedNotifications implements Notifications {

    private final MessageQueue queue;

    QueuedNotifications(DirectorySettings settings, ArnScope scope, TimeSource time, RandomSource random) {
        this.queue = new Queues(scope, time, random)
                .create("notifications", QueueAttributes.NONE.capacity(settings.maxMessages()));
    }

    @Override
    public boolean offer(byte[] body) {
        try {
            queue.send(NewMessage.of(body));
            return true;
        } catch (QueueFullException full) {
            return false;
        }
    }

    @Override
    public List<QueueMessage> receive(int max, Duration visibilityTimeout) {
        return queue.receive(max, visibilityTimeout);
    }

    @Override
    public void delete(QueueMessage message) {
        queue.delete(List.of(message));
    }

    @Override
    public void changeVisibility(QueueMessage message, Duration visibilityTimeout) {
        queue.changeVisibility(List.of(message), visibilityTimeout);
    }
}
