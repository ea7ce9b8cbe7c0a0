package io.faas4j.runtime.concurrency;

import io.faas4j.error.TooManyRequestsException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * In every interleaving tried of an invocation that runs, one that comes to wait, housekeeping and newcomers, nobody is
 * left waiting while there is a place.
 */
@Tag("slow")
public final class WaitingRoomLincheckTest {

    // An execution context as far as its place goes, see ContextState.
    private static final int NO_PLACE = 0;
    private static final int BUSY = 1;
    private static final int GIVES_BACK = 2;
    private static final int IDLE_WITH_PLACE = 3;

    private final AtomicInteger context = new AtomicInteger(NO_PLACE);
    private final RuntimeConcurrency runtime = new RuntimeConcurrency(1, 0, this::reclaim);
    private final FunctionConcurrency function = new FunctionConcurrency("fn", runtime, this::reclaim);
    private final Waiter waiter = new Waiter(0, null);
    private volatile boolean waits;

    /** Places are scarce, and the next housekeeping would let idle contexts keep them again. */
    public WaitingRoomLincheckTest() {
        Permit permit = function.acquire();
        passBy();
        runtime.relax();
        function.release(permit);
    }

    private void reclaim() {
        while (true) {
            int seen = context.get();
            if (seen == IDLE_WITH_PLACE) {
                if (context.compareAndSet(seen, NO_PLACE)) {
                    function.release(Permit.UNRESERVED);
                    return;
                }
            } else if (seen != BUSY || context.compareAndSet(seen, GIVES_BACK)) {
                return;
            }
        }
    }

    @Operation(runOnce = true)
    public void run() {
        try {
            function.acquire();
        } catch (TooManyRequestsException throttled) {
            return;
        }
        context.set(BUSY);
        if (function.isScarce()) {
            context.compareAndSet(BUSY, GIVES_BACK);
        }
        if (!context.compareAndSet(BUSY, IDLE_WITH_PLACE)) {
            context.set(NO_PLACE);
            function.release(Permit.UNRESERVED);
        }
    }

    @Operation(runOnce = true)
    public void comeToWait() {
        waits = function.room().enter(waiter);
        runtime.waiting().serve();
    }

    @Operation(runOnce = true)
    public void relax() {
        runtime.relax();
    }

    @Operation(runOnce = true)
    public void passBy() {
        try {
            function.release(function.acquire());
        } catch (TooManyRequestsException throttled) {
            // As it may be.
        }
    }

    @Validate
    public void nobodyWaitsForAFreePlace() {
        if (waits && !waiter.answer().isDone()) {
            throw new IllegalStateException("still waiting, places in use: " + runtime.placesTaken());
        }
    }

    @Test
    void nobody_is_left_waiting_for_a_free_place() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(1)
                .actorsBefore(0)
                .actorsAfter(0)
                .iterations(6)
                .invocationsPerIteration(600)
                .check(getClass());
    }
}
