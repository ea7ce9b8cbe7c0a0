package io.faas4j.async.queue;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is due later: a hierarchy of wheels with 64 slots each, in ticks of a millisecond. Nothing is due before its time, and
 * at most a tick after. Not safe for use by many threads.
 */
final class Wheel {

    /*
     * A tick number, counted from the origin, has seven digits of six bits. A link stands at the level of the highest digit
     * in which its tick differs from `elapsed`, in the slot which that digit names.
     *
     * I1  elapsed < tick(link) for each link in the wheel.
     * I2  all slots in use are ahead of `elapsed` at their level; what stands at a level is due before all of the levels above.
     * I3  `elapsed` passes no slot's first tick without emptying it: then each of its links goes to a lower level, or is due.
     *     So a link's slot follows from its tick at any time, and nobody has to remember it.
     * Cost: adding and taking out touch one slot; on its way to being due a link moves down six times at most.
     */
    static final long NANOS_PER_TICK = 1_000_000;

    private static final int BITS = 6;
    private static final int SLOTS = 1 << BITS;
    private static final int LEVELS = 7;
    private static final @Nullable WheelSlot[] NO_SLOTS = {};
    private static final long LAST_TICK = (1L << (BITS * LEVELS)) - 1;

    private final long origin;
    private final @Nullable WheelSlot[][] slots = new @Nullable WheelSlot[LEVELS][];
    private final long[] used = new long[LEVELS];
    private long elapsed;
    private int size;
    private long changes;

    /**
     * An empty wheel.
     *
     * @param nowNanos the time
     */
    Wheel(long nowNanos) {
        this.origin = nowNanos - Math.floorMod(nowNanos, NANOS_PER_TICK);
        Arrays.fill(slots, NO_SLOTS);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** A number that differs after each change. */
    long changes() {
        return changes;
    }

    /**
     * Adds what stands nowhere else.
     *
     * @return false if it is due already, and was not added
     */
    boolean add(Link link) {
        long tick = tick(link);
        if (tick <= elapsed) {
            return false;
        }
        place(link, tick);
        size++;
        changes++;
        return true;
    }

    private void place(Link link, long tick) {
        int level = level(tick);
        int slot = slot(tick, level);
        @Nullable WheelSlot[] ofLevel = slots[level];
        if (ofLevel.length == 0) {
            ofLevel = new @Nullable WheelSlot[SLOTS];
            slots[level] = ofLevel;
        }
        WheelSlot links = ofLevel[slot];
        if (links == null) {
            links = new WheelSlot();
            ofLevel[slot] = links;
            used[level] |= 1L << slot;
        }
        links.add(link, tick);
    }

    /** Takes out what stands in this wheel. */
    void remove(Link link) {
        changes++;
        long tick = tick(link);
        int level = level(tick);
        int slot = slot(tick, level);
        WheelSlot links = used(level, slot);
        links.remove(link);
        if (links.isEmpty()) {
            free(level, slot);
        }
        size--;
    }

    private WheelSlot used(int level, int slot) {
        return Objects.requireNonNull(slots[level][slot]);
    }

    private void free(int level, int slot) {
        slots[level][slot] = null;
        used[level] &= ~(1L << slot);
    }

    /**
     * Takes out what is due, by its tick and then in the order in which it was added.
     *
     * @param nowNanos the time; an earlier one than before changes nothing
     * @param due takes each; may add to this wheel, but takes nothing out
     */
    void advance(long nowNanos, Consumer<Link> due) {
        changes++;
        long now = Math.min(Math.floorDiv(nowNanos - origin, NANOS_PER_TICK), LAST_TICK);
        while (size > 0) {
            int level = lowestUsed();
            int slot = Long.numberOfTrailingZeros(used[level]);
            long start = start(level, slot);
            if (start > now) {
                break;
            }
            elapsed = start;
            WheelSlot links = used(level, slot);
            free(level, slot);
            empty(links, due);
        }
        elapsed = Math.max(elapsed, now);
    }

    private void empty(WheelSlot links, Consumer<Link> due) {
        for (int i = 0; i < links.end(); i++) {
            Link link = links.link(i);
            if (link == null) {
                continue;
            }
            if (links.tick(i) > elapsed) {
                place(link, links.tick(i));
            } else {
                size--;
                due.accept(link);
            }
        }
    }

    /** When something is due next, in the time's nanoseconds; something earlier only if that was taken out. Not if empty. */
    long nextNanos() {
        int level = lowestUsed();
        WheelSlot next = used(level, Long.numberOfTrailingZeros(used[level]));
        return origin + next.earliest() * NANOS_PER_TICK;
    }

    void forEach(Consumer<Link> action) {
        for (@Nullable WheelSlot[] ofLevel : slots) {
            for (WheelSlot links : ofLevel) {
                if (links != null) {
                    forEach(links, action);
                }
            }
        }
    }

    private static void forEach(WheelSlot links, Consumer<Link> action) {
        for (int i = 0; i < links.end(); i++) {
            Link link = links.link(i);
            if (link != null) {
                action.accept(link);
            }
        }
    }

    private int lowestUsed() {
        int level = 0;
        while (used[level] == 0) {
            level++;
        }
        return level;
    }

    /** The first tick that it is not early for. */
    private long tick(Link link) {
        return Math.min(-Math.floorDiv(origin - link.dueNanos, NANOS_PER_TICK), LAST_TICK);
    }

    private int level(long tick) {
        return (Long.SIZE - 1 - Long.numberOfLeadingZeros((elapsed ^ tick) | 1)) / BITS;
    }

    private static int slot(long tick, int level) {
        return (int) (tick >>> (level * BITS)) & (SLOTS - 1);
    }

    private long start(int level, int slot) {
        int above = (level + 1) * BITS;
        return (elapsed >>> above << above) | ((long) slot << (level * BITS));
    }
}
