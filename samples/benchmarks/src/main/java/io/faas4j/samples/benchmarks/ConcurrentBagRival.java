package io.faas4j.samples.benchmarks;

import com.zaxxer.hikari.util.ConcurrentBag;
import com.zaxxer.hikari.util.ConcurrentBag.IConcurrentBagEntry;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/** What HikariCP keeps its connections in. The entry's state is kept as HikariCP's own entry keeps it. */
final class ConcurrentBagRival implements Rival<ConcurrentBagRival.Entry> {

    private final ConcurrentBag<Entry> bag = new ConcurrentBag<>(waiting -> {});

    /** One object of the bag. */
    static final class Entry implements IConcurrentBagEntry {

        private static final AtomicIntegerFieldUpdater<Entry> STATE =
                AtomicIntegerFieldUpdater.newUpdater(Entry.class, "state");

        private volatile int state;

        @Override
        public boolean compareAndSet(int expected, int update) {
            return STATE.compareAndSet(this, expected, update);
        }

        @Override
        public void setState(int update) {
            STATE.set(this, update);
        }

        @Override
        public int getState() {
            return state;
        }
    }

    ConcurrentBagRival(int entries) {
        for (int i = 0; i < entries; i++) {
            bag.add(new Entry());
        }
    }

    @Override
    public Entry borrow() throws InterruptedException {
        Entry entry = bag.borrow(30, TimeUnit.SECONDS);
        if (entry == null) {
            throw new IllegalStateException("nothing came free");
        }
        return entry;
    }

    @Override
    public void giveBack(Entry lent) {
        bag.requite(lent);
    }

    @Override
    public void close() {
        bag.close();
    }
}
