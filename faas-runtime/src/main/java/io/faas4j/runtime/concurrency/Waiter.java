package io.faas4j.runtime.concurrency;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One invocation that waits for a place, until it gets its one answer. */
final class Waiter {

    /** The wait was over first. */
    private static final Answer GIVEN_UP = new Answer(null, false);
    /** There is nothing to wait for any more: the function is gone. */
    private static final Answer SENT_AWAY = new Answer(null, false);
    /** Its alternative was taken for it. */
    private static final Answer SERVED_OTHERWISE = new Answer(null, true);

    private record Answer(@Nullable Permit permit, boolean isOtherwise) {}

    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final long ticket;
    private final @Nullable Alternative alternative;

    Waiter(long ticket, @Nullable Alternative alternative) {
        this.ticket = ticket;
        this.alternative = alternative;
    }

    /** Where its alternative comes from; null if it has none. */
    @Nullable
    Object source() {
        return alternative == null ? null : alternative.source();
    }

    boolean takeAlternative() {
        return alternative != null && alternative.take();
    }

    /** Hands the alternative over that was taken, or puts it back if there was an answer before. */
    void grantAlternative() {
        if (!answer.complete(SERVED_OTHERWISE)) {
            putAlternativeBack();
        }
    }

    private void putAlternativeBack() {
        if (alternative != null) {
            alternative.putBack();
        }
    }

    /** Smaller than that of everybody who came later. */
    long ticket() {
        return ticket;
    }

    /** Done once there is an answer. */
    CompletableFuture<?> answer() {
        return answer;
    }

    /** Hands a place over; false if there was an answer before, and the place is still the caller's. */
    boolean grant(Permit permit) {
        return answer.complete(new Answer(permit, false));
    }

    void sendAway() {
        answer.complete(SENT_AWAY);
    }

    /** Ends the wait; answers the place that came in the same instant, for the caller to give back. */
    @Nullable
    Permit giveUp() {
        if (answer.complete(GIVEN_UP)) {
            return null;
        }
        if (answer.join().isOtherwise()) {
            putAlternativeBack();
        }
        return permit();
    }

    /** The place, once there is an answer; null if there is none. */
    @Nullable
    Permit permit() {
        return answer.join().permit();
    }
}
