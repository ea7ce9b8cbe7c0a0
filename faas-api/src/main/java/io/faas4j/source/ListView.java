package io.faas4j.source;

import java.util.AbstractList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.RandomAccess;
import java.util.function.Function;

/** What each element of a list that does not change is to somebody: made anew whenever it is looked at, and kept by nobody. */
final class ListView<F, T> extends AbstractList<T> implements RandomAccess {

    private final List<F> from;
    private final Function<? super F, ? extends T> view;

    ListView(List<F> from, Function<? super F, ? extends T> view) {
        this.from = from;
        this.view = view;
    }

    @Override
    public T get(int index) {
        return view.apply(from.get(index));
    }

    @Override
    public int size() {
        return from.size();
    }

    /** Without the look for changes that a list which may change needs at every step. */
    @Override
    public Iterator<T> iterator() {
        return new Iterator<>() {
            private final int end = from.size();
            private int next;

            @Override
            public boolean hasNext() {
                return next < end;
            }

            @Override
            public T next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return get(next++);
            }
        };
    }
}
