package io.faas4j.samples.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import stormpot.Allocator;
import stormpot.BasePoolable;
import stormpot.Expiration;
import stormpot.Pool;
import stormpot.Slot;
import stormpot.Timeout;

/** Stormpot, whose objects never expire here. */
final class StormpotRival implements Rival<StormpotRival.Pooled> {

    private static final Timeout LIMIT = new Timeout(30, TimeUnit.SECONDS);

    private final Pool<Pooled> pool;

    /** One object of the pool. */
    static final class Pooled extends BasePoolable {
        Pooled(Slot slot) {
            super(slot);
        }
    }

    private static final class Maker implements Allocator<Pooled> {

        @Override
        public Pooled allocate(Slot slot) {
            return new Pooled(slot);
        }

        @Override
        public void deallocate(Pooled pooled) {}
    }

    StormpotRival(int objects) throws InterruptedException {
        pool = Pool.from(new Maker())
                .setSize(objects)
                .setExpiration(Expiration.never())
                .build();
        fill(objects);
    }

    /** The pool makes its objects on a thread of its own. */
    private void fill(int objects) throws InterruptedException {
        List<Pooled> made = new ArrayList<>();
        for (int i = 0; i < objects; i++) {
            made.add(borrow());
        }
        made.forEach(this::giveBack);
    }

    @Override
    public Pooled borrow() throws InterruptedException {
        Pooled pooled = pool.claim(LIMIT);
        if (pooled == null) {
            throw new IllegalStateException("nothing came free");
        }
        return pooled;
    }

    @Override
    public void giveBack(Pooled lent) {
        lent.release();
    }

    @Override
    public void close() throws InterruptedException {
        pool.shutdown().await(LIMIT);
    }
}
