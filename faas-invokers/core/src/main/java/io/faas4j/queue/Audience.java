package io.faas4j.queue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Who wants to know that there is something to receive: listeners, and polls that wait. Used under the queue's lock. */
final class Audience {

    /** A receive that waits; done when it is worth another look. */
    static final class Poll extends CompletableFuture<@Nullable Void> {

        /** Set under the lock; it is done a little later. */
        private boolean isCalled;
    }

    /** Whom to tell once the lock is free. */
    interface Call {
        void tell();
    }

    private final ArrayDeque<Poll> polls = new ArrayDeque<>();
    private List<Listener> listeners = List.of();

    /** Whether somebody may have found nothing since listeners were told the last time. */
    private boolean isAsked;

    /** Whether there is somebody to call; the one thing here that is looked at without the lock. */
    private volatile boolean isWaiting;

    /** Whether {@link #call} would call somebody. Whoever adds something to the queue looks here afterwards. */
    boolean isWaiting() {
        return isWaiting;
    }

    private void changed() {
        boolean isNow = !polls.isEmpty() || (isAsked && !listeners.isEmpty());
        if (isNow != isWaiting) {
            isWaiting = isNow;
        }
    }

    boolean isEmpty() {
        return polls.isEmpty() && listeners.isEmpty();
    }

    void add(Listener listener) {
        List<Listener> more = new ArrayList<>(listeners);
        more.add(listener);
        listeners = List.copyOf(more);
        isAsked = true;
        changed();
    }

    void remove(Listener listener) {
        List<Listener> fewer = new ArrayList<>(listeners);
        fewer.remove(listener);
        listeners = List.copyOf(fewer);
        changed();
    }

    Poll await() {
        Poll poll = new Poll();
        polls.add(poll);
        changed();
        return poll;
    }

    /** A poll waits no more; answers whether it was called meanwhile, and somebody else should be if it does not come. */
    boolean leave(Poll poll) {
        polls.remove(poll);
        changed();
        return poll.isCalled;
    }

    /** Somebody has taken what there was: from now on it is worth telling that there is more. */
    void asked() {
        isAsked = true;
        changed();
    }

    /** There is something: calls one poll, and all listeners unless they know. Null if there is nobody to call. */
    @Nullable
    Call call() {
        Poll poll = nextPoll();
        List<Listener> told = isAsked ? listeners : List.of();
        isAsked = false;
        changed();
        if (poll == null && told.isEmpty()) {
            return null;
        }
        return () -> tell(told, poll);
    }

    /** There is more: calls one poll that waits, if there is one. */
    @Nullable
    Call callPoll() {
        Poll poll = nextPoll();
        changed();
        return poll == null ? null : () -> tell(List.of(), poll);
    }

    private @Nullable Poll nextPoll() {
        Poll poll = polls.poll();
        if (poll != null) {
            poll.isCalled = true;
        }
        return poll;
    }

    /** The queue is no more: calls everybody. */
    Call callAll() {
        List<Poll> all = List.copyOf(polls);
        List<Listener> told = listeners;
        polls.clear();
        changed();
        return () -> {
            all.forEach(poll -> poll.complete(null));
            tell(told, null);
        };
    }

    private static void tell(List<Listener> listeners, @Nullable Poll poll) {
        if (poll != null) {
            poll.complete(null);
        }
        listeners.forEach(Listener::tell);
    }
}
