package io.faas4j.jdbc;

import io.faas4j.async.queue.Inheritance;
import io.faas4j.async.queue.Inheritance.Wanted;
import io.faas4j.error.StoreException;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.TimeSource.Cancellable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Claims events that are nobody's: of what can be handled here, as much as is about to be needed. It looks for some every second,
 * and at once when somebody tells of them. Safe for use by many threads.
 */
final class Intake {

    /*
     * I1  of one target, one claim is under way at a time; an event is handed over in the order in which the writer has claimed it and
     *     whatever else, so that who is disinherited forgets it.
     * I2  where more is known to wait than is wanted, it is asked for again when a function has few events left, or with the next
     *     look, whichever comes first.
     */
    private static final Logger log = LoggerFactory.getLogger(Intake.class);

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private static final int MOST = TakeOver.CHUNK;
    private static final long MOST_BYTES = 4L << 20;

    private static final Duration LOOK = Duration.ofSeconds(1);

    /** What is due before the look after the next one is claimed, so that it starts in time. */
    private static final long AHEAD_MICROS = 2_000_000;

    /** Below as many that are left, more are asked for. */
    private static final int FEW = 32;

    private final Writer writer;
    private final Owner owner;
    private final StoreClock clock;
    private final UnclaimedTable unclaimed;
    private final TimeSource time;

    private final Rounds<Intake> looks = new Rounds<>();
    private final Rounds<String> claims = new Rounds<>();

    /** Below how many of a function's events that are ready or due soon more are asked for; 0 while none are known to wait. */
    private final ConcurrentMap<String, AtomicInteger> few = new ConcurrentHashMap<>();

    private volatile @Nullable Inheritance heir;
    private volatile boolean isSaid;

    // Guarded by this object's monitor.
    private @Nullable Cancellable nextLook;
    private boolean isClosed;

    Intake(Writer writer, Owner owner, StoreClock clock, UnclaimedTable unclaimed, TimeSource time) {
        this.writer = writer;
        this.owner = owner;
        this.clock = clock;
        this.unclaimed = unclaimed;
        this.time = time;
    }

    /**
     * Begins to look.
     *
     * @return done when what is wanted of what is there now was handed over; fails with a {@link io.faas4j.error.StoreException}
     */
    CompletableFuture<Void> start(Inheritance to) {
        heir = to;
        lookLater();
        return looked();
    }

    private synchronized void lookLater() {
        if (!isClosed) {
            nextLook = time.scheduleHousekeeping(LOOK, () -> {
                look();
                lookLater();
            });
        }
    }

    synchronized void close() {
        isClosed = true;
        if (nextLook != null) {
            nextLook.cancel();
        }
    }

    /**
     * Somebody has claimed events of a function here.
     *
     * @param left how many more are ready, or are due soon
     */
    void left(String function, int left) {
        AtomicInteger bound = few.get(function);
        if (bound != null && left < bound.get() && bound.getAndSet(0) > 0) {
            look();
        }
    }

    void forgotten(String function) {
        few.remove(function);
    }

    // ---- looking ----------------------------------------------------------------------------------------------------

    /** Looks what there is, and claims what is wanted of it; soon. */
    @SuppressWarnings("FutureReturnValueIgnored") // it says itself what is wrong
    void look() {
        looked();
    }

    /** Done at the end of a look, or at once if there is another one under way, which one more will follow then. */
    private CompletableFuture<Void> looked() {
        Inheritance to = heir;
        return to != null && looks.begins(this) ? beginLook(to) : DONE;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends either way
    private CompletableFuture<Void> beginLook(Inheritance to) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        done.whenComplete((looked, failure) -> {
            said(failure);
            if (!looks.ends(this)) {
                beginLook(to);
            }
        });
        TakeOver.then(
                writer,
                Note.Task.reading(session -> unclaimed.targets(session, dueMicros())),
                targets -> claimAll(targets, done),
                done);
        return done;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it tells of its end
    private void claimAll(List<String> targets, CompletableFuture<Void> done) {
        CompletableFuture.allOf(targets.stream().map(this::claimed).toArray(CompletableFuture<?>[]::new))
                .whenComplete((claimed, failure) -> {
                    if (failure == null) {
                        done.complete(null);
                    } else {
                        done.completeExceptionally(failure.getCause() == null ? failure : failure.getCause());
                    }
                });
    }

    private long dueMicros() {
        return clock.nowMicros() + AHEAD_MICROS;
    }

    // ---- claiming ---------------------------------------------------------------------------------------------------

    /** Claims what is wanted of the events for one target; soon. */
    @SuppressWarnings("FutureReturnValueIgnored") // it says itself what is wrong
    void claim(String target) {
        claimed(target);
    }

    /** Done when that was handed over, or at once if another claim is under way, which one more will follow then. */
    private CompletableFuture<Void> claimed(String target) {
        Inheritance to = heir;
        return to != null && claims.begins(target) ? beginClaim(to, target) : DONE;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // it ends either way
    private CompletableFuture<Void> beginClaim(Inheritance to, String target) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        done.whenComplete((claimed, failure) -> {
            said(failure);
            if (!claims.ends(target)) {
                beginClaim(to, target);
            }
        });
        try {
            next(to, target, 0, done);
        } catch (RuntimeException | Error unexpected) {
            done.completeExceptionally(unexpected);
        }
        return done;
    }

    private void next(Inheritance to, String target, int before, CompletableFuture<Void> done) {
        Wanted wanted = wanted(to, target, before);
        if (wanted.events() == 0) {
            done.complete(null);
            return;
        }
        int most = Math.min(MOST, wanted.events());
        long bytes = Math.min(MOST_BYTES, wanted.bytes());
        TakeOver.then(
                writer,
                Note.Task.patient(
                        session -> unclaimed.claim(session, owner.number(), target, dueMicros(), most, bytes)),
                rows -> {
                    TakeOver.handClaimed(rows.readable(), to);
                    if (rows.count() == most || bytes(rows.readable()) >= bytes) {
                        next(to, target, most, done);
                    } else {
                        done.complete(null);
                    }
                },
                done);
    }

    /** If that is nothing, it is asked for again when few are left. */
    private Wanted wanted(Inheritance to, String target, int before) {
        Wanted wanted = to.wants(target);
        if (wanted.events() > 0) {
            return wanted;
        }
        AtomicInteger bound = few.computeIfAbsent(FunctionRef.parse(target).name(), name -> new AtomicInteger());
        bound.set(Math.max(FEW, before / 2));
        // They may have been claimed between the two.
        Wanted now = to.wants(target);
        return now.events() > 0 && bound.getAndSet(0) == 0 ? Wanted.NOTHING : now;
    }

    private static long bytes(List<EventTable.Row> rows) {
        return rows.stream().mapToLong(row -> row.event().payloadBytes()).sum();
    }

    /** That the store is away is said elsewhere. */
    private void said(@Nullable Throwable failure) {
        boolean isAway = failure instanceof StoreException store && store.reason() == StoreException.Reason.UNAVAILABLE;
        if (failure == null) {
            isSaid = false;
        } else if (!isAway && !isSaid) {
            isSaid = true;
            FailureLog.error(log, "Events that are nobody's could not be claimed; it is tried again", failure);
        }
    }
}
