package io.faas4j.testkit;

/**
 * A gate before a scripted handler: calls that come while it is closed wait there, in virtual time, until it is opened or
 * their deadline interrupts them. Which of several goes on first the seed chooses; those of asynchronous invocations go on
 * when the test lets time pass next. Safe for use by many threads.
 */
public final class Gate {

    private final String name;
    private int waiting;
    private int passes;
    private boolean open;

    Gate(String name) {
        this.name = name;
    }

    /** Lets all go on who wait, and all who come. */
    public synchronized void open() {
        open = true;
    }

    /** Lets nobody go on any more, but for passes left over. */
    public synchronized void close() {
        open = false;
    }

    /**
     * Lets some go on, who wait or come later.
     *
     * @param calls how many more, 1 or more
     */
    public synchronized void letThrough(int calls) {
        if (calls < 1) {
            throw new IllegalArgumentException("calls must be 1 or more, was " + calls);
        }
        passes += calls;
    }

    /** How many calls stand before the gate now. */
    public synchronized int waiting() {
        return waiting;
    }

    synchronized boolean isPassable() {
        return open || passes > 0;
    }

    private synchronized boolean tryPass() {
        if (open) {
            return true;
        }
        if (passes == 0) {
            return false;
        }
        passes--;
        return true;
    }

    void pass(StageTime time) throws InterruptedException {
        while (!tryPass()) {
            count(1);
            try {
                time.await(new Blocked("a call waits at " + this, this::isPassable, true));
            } finally {
                count(-1);
            }
        }
    }

    private synchronized void count(int change) {
        waiting += change;
    }

    @Override
    public String toString() {
        return "gate of '" + name + "'";
    }
}
