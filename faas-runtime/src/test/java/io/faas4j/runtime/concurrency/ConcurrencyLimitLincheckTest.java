package io.faas4j.runtime.concurrency;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The limit behaves as if its operations ran one after another, whatever its mode does in between. */
@Tag("slow")
public class ConcurrencyLimitLincheckTest {

    private final ConcurrencyLimit limit = new ConcurrencyLimit(2, () -> {});

    @Operation
    public boolean tryAcquire() {
        return limit.tryAcquire();
    }

    @Operation
    public void release() {
        limit.release();
    }

    @Operation
    public void relax() {
        limit.relax();
    }

    @Operation
    public void reclaim() {
        limit.reclaim();
    }

    @Operation
    public int inUse() {
        return limit.inUse();
    }

    @Test
    void is_linearizable_under_stress() {
        new StressOptions()
                .threads(2)
                .actorsPerThread(3)
                .iterations(20)
                .invocationsPerIteration(1_500)
                .check(getClass());
    }

    @Test
    void is_linearizable_in_every_interleaving_tried() {
        new ModelCheckingOptions()
                .threads(3)
                .actorsPerThread(2)
                .iterations(20)
                .invocationsPerIteration(300)
                .check(getClass());
    }
}
