package io.faas4j.runtime.concurrency;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One invocation that waits for a place, until it gets its one answer. */
final class Waiter {

    /** The wait was over first. */
    private static final Answer GIVEN_UP = new Answer(null);
    /** There is nothing to wait for any more: the function is gone. */
    private static final Answer SENT_AWAY = new Answer(null);

    private record Answer(@Nullable Permit permit) {}

    private final CompletableFuture<Answer> answer = new CompletableFuture<>();
    private final long ticket;

    Waiter(long ticket) {
        this.ticket = ticket;
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
        return answer.complete(new Answer(permit));
    }

    void sendAway() {
        answer.complete(SENT_AWAY);
    }

    /** Ends the wait; false if there was an answer before. */
    boolean giveUp() {
        return answer.complete(GIVEN_UP);
    }

    /** The place, once there is an answer; null if there is none. */
    @Nullable
    Permit permit() {
        return answer.join().permit();
    }
}
