package io.faas4j.directory;

import io.faas4j.source.QueueMessage;
import java.time.Duration;
import java.util.List;

/** Where notifications wait to be received. */
interface Notifications {

    /** Whether there was room. */
    boolean offer(byte[] body);

    List<QueueMessage> receive(int max, Duration visibilityTimeout);

    void delete(QueueMessage message);

    /** Does nothing if that is not possible any more. */
    void changeVisibility(QueueMessage message, Duration visibilityTimeout);
}
