package io.faas4j.source;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A queue that functions can be mapped to: one in this process, or a connector's. Safe for use by many threads; a call may
 * wait for a server, on a worker thread of the mapping's, but never for messages to come.
 */
public interface QueueSource {

    /** What names it, for mappings, records and events. */
    String arn();

    /** Whether it keeps the order within each group and lets a group rest while one of its messages is being handled. */
    boolean isFifo();

    /**
     * How long a message that was received stays hidden if nobody says otherwise. It may change: a mapping asks before each receive, so
     * that this is a quick answer, and no call to a server.
     */
    Duration visibilityTimeout();

    /**
     * Receives what there is, and hides it (rules QUEUE-32, FIFO-7 to FIFO-9).
     *
     * @param max how many at most, 1 or more; a source that can give out only fewer at once gives fewer
     * @param visibilityTimeout for how long to hide them, more than 0
     * @return empty if there is nothing; not changed any more by the source, which may know the list again when it is deleted
     * @throws Exception if the source cannot be reached; the mapping tells so, and tries again later
     */
    List<QueueMessage> receive(int max, Duration visibilityTimeout) throws Exception;

    /**
     * Deletes messages that are done with (rules QUEUE-50 to QUEUE-53).
     *
     * @param messages of earlier receives
     * @return those that were not deleted, and will come again; empty if all were
     * @throws Exception if none was
     */
    List<QueueMessage> delete(List<QueueMessage> messages) throws Exception;

    /**
     * Changes how long messages stay hidden (rule QUEUE-55). Those that cannot be changed any more are left out.
     *
     * @param messages of earlier receives
     * @param visibilityTimeout from now on; 0 gives them back at once
     * @throws Exception if none was changed
     */
    void changeVisibility(List<QueueMessage> messages, Duration visibilityTimeout) throws Exception;

    /**
     * Asks to be told when there may be something to receive: something was sent, a delay or a visibility timeout has ended, or a
     * group is open again (rule QUEUE-36). Whoever received as much as it asked for asks again by itself: a source may tell only once
     * a receive has given less than that. To be told too often does no harm.
     *
     * @param available short, and does not throw; called on any thread, without a lock that a call to this source needs
     * @return empty if the source cannot tell: it is then polled
     */
    Optional<SourceSubscription> listen(Runnable available);
}
