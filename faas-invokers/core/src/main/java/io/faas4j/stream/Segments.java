package io.faas4j.stream;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Where the segments of a log are: the one at index i is at place i - first. A place that is free is filled in once; everything else
 * is another object.
 */
final class Segments {

    static final Segments NONE = new Segments(0, new Segment[0]);

    private final long first;
    private final @Nullable Segment[] places;

    private Segments(long first, @Nullable Segment[] places) {
        this.first = first;
        this.places = places;
    }

    /** The index of the first one that is kept. */
    long first() {
        return first;
    }

    /** The segment at an index; null if it is kept no more, or there is none yet. */
    @Nullable
    Segment at(long index) {
        long place = index - first;
        return place < 0 || place >= places.length ? null : places[(int) place];
    }

    /** These, with a place for the segment at an index. */
    Segments withPlaceFor(long index) {
        int place = (int) (index - first);
        return place < places.length ? this : new Segments(first, Arrays.copyOf(places, Math.max(4, 2 * place)));
    }

    /** Fills a place that is free. */
    void set(long index, Segment made) {
        places[(int) (index - first)] = made;
    }

    /** These without what stands before an index. */
    Segments from(long index) {
        int gone = (int) Math.min(index - first, places.length);
        return gone <= 0 ? this : new Segments(index, Arrays.copyOfRange(places, gone, places.length));
    }
}
