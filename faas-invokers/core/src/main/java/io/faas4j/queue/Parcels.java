package io.faas4j.queue;

import java.util.AbstractList;
import java.util.Map;
import java.util.Objects;
import java.util.RandomAccess;
import org.jspecify.annotations.Nullable;

/** Messages that are sent together, packed in parcels, and what is answered to each: made when it is looked at. */
final class Parcels extends AbstractList<SentMessage> implements RandomAccess {

    private final @Nullable Parcel[] parcels;
    private int packed;
    private int size;

    /** @param messages how many will be packed: each parcel but the last is full */
    Parcels(int messages) {
        this.parcels = new Parcel[(messages + Parcel.MOST - 1) / Parcel.MOST];
    }

    /** Adds one that has the last one `before` it from now on. */
    void add(Parcel parcel) {
        if (packed > 0) {
            parcel.before = parcels[packed - 1];
        }
        parcels[packed++] = parcel;
        size += parcel.size();
    }

    Parcel first() {
        return at(0);
    }

    Parcel last() {
        return at(packed - 1);
    }

    private Parcel at(int index) {
        return Objects.requireNonNull(parcels[index], "parcel");
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public SentMessage get(int index) {
        Objects.checkIndex(index, size);
        Parcel parcel = at(index / Parcel.MOST);
        int inside = index % Parcel.MOST;
        return new SentMessage(parcel.idAt(inside), null, parcel.bodyAt(inside), Map.of());
    }
}
