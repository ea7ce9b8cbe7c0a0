package io.faas4j.async.queue;

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
     * I4  earliest[level][slot] is not after the earliest tick there. It may be before, where a link was taken out.
     * Cost: adding and taking out touch one slot; on its way to being due a link moves down six times at most.
     */
    static final long NANOS_PER_TICK = 1_000_000;

    private static final int BITS = 6;
    private static final int SLOTS = 1 << BITS;
    private static final int LEVELS = 7;
    private static final long LAST_TICK = (1L << (BITS * LEVELS)) - 1;

    private final long origin;
    private final @Nullable Link[] @Nullable [] slots = new @Nullable Link[LEVELS] @Nullable [];
    private final long[][] earliest = new long[LEVELS][];
    private final long[] used = new long[LEVELS];
    private long elapsed;
    private int size;

    /**
     * An empty wheel.
     *
     * @param nowNanos the time
     */
    Wheel(long nowNanos) {
        this.origin = nowNanos - Math.floorMod(nowNanos, NANOS_PER_TICK);
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
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
        return true;
    }

    private void place(Link link, long tick) {
        int level = level(tick);
        int slot = slot(tick, level);
        @Nullable Link[] links = linksOf(level);
        Link first = links[slot];
        if (first == null) {
            links[slot] = link;
            link.previous = link;
            link.next = link;
            earliest[level][slot] = tick;
            used[level] |= 1L << slot;
            return;
        }
        Link last = first.previous;
        link.previous = last;
        link.next = first;
        first.previous = link;
        if (last != null) {
            last.next = link;
        }
        earliest[level][slot] = Math.min(earliest[level][slot], tick);
    }

    private @Nullable Link[] linksOf(int level) {
        @Nullable Link[] links = slots[level];
        if (links == null) {
            links = new @Nullable Link[SLOTS];
            slots[level] = links;
            earliest[level] = new long[SLOTS];
        }
        return links;
    }

    /** Takes out what stands in this wheel. */
    void remove(Link link) {
        long tick = tick(link);
        int level = level(tick);
        int slot = slot(tick, level);
        @Nullable Link[] links = linksOf(level);
        Link previous = link.previous;
        Link next = link.next;
        if (next == link || previous == null || next == null) {
            links[slot] = null;
            used[level] &= ~(1L << slot);
        } else {
            previous.next = next;
            next.previous = previous;
            if (links[slot] == link) {
                links[slot] = next;
            }
        }
        link.previous = null;
        link.next = null;
        size--;
    }

    /**
     * Takes out what is due, by its tick and then in the order in which it was added.
     *
     * @param nowNanos the time; an earlier one than before changes nothing
     * @param due takes each; may add to this wheel, but takes nothing out
     */
    void advance(long nowNanos, Consumer<Link> due) {
        long now = Math.min(Math.floorDiv(nowNanos - origin, NANOS_PER_TICK), LAST_TICK);
        while (size > 0) {
            int level = lowestUsed();
            int slot = Long.numberOfTrailingZeros(used[level]);
            long start = start(level, slot);
            if (start > now) {
                break;
            }
            elapsed = start;
            empty(level, slot, due);
        }
        elapsed = Math.max(elapsed, now);
    }

    private void empty(int level, int slot, Consumer<Link> due) {
        @Nullable Link[] links = linksOf(level);
        Link first = links[slot];
        links[slot] = null;
        used[level] &= ~(1L << slot);
        Link link = first;
        while (link != null) {
            Link next = link.next == first ? null : link.next;
            link.previous = null;
            link.next = null;
            long tick = tick(link);
            if (tick <= elapsed) {
                size--;
                due.accept(link);
            } else {
                place(link, tick);
            }
            link = next;
        }
    }

    /** When something is due next, in the time's nanoseconds; something earlier only if that was taken out. Not if empty. */
    long nextNanos() {
        int level = lowestUsed();
        return origin + earliest[level][Long.numberOfTrailingZeros(used[level])] * NANOS_PER_TICK;
    }

    void forEach(Consumer<Link> action) {
        for (@Nullable Link @Nullable [] level : slots) {
            if (level != null) {
                for (Link first : level) {
                    forEach(first, action);
                }
            }
        }
    }

    private static void forEach(@Nullable Link first, Consumer<Link> action) {
        Link link = first;
        while (link != null) {
            action.accept(link);
            link = link.next == first ? null : link.next;
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
