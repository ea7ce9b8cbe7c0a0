package io.faas4j.destination;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Who is told of what is published. All are told, also when one of them fails. Safe for use by many threads.
 *
 * @param <L> the listeners' type
 */
final class Listeners<L> {

    /** Tells one listener. */
    @FunctionalInterface
    interface Call<L> {
        void tell(L listener) throws Exception;
    }

    /** One listener in one place: the same one may be there twice, and leaves only the place it gives up. */
    private record Place<L>(L listener) {
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private final List<Place<L>> places = new CopyOnWriteArrayList<>();

    Subscription add(L listener) {
        Place<L> place = new Place<>(listener);
        places.add(place);
        return () -> places.remove(place);
    }

    /**
     * Tells all in the order they came, then fails with the first failure, the others suppressed in it; errors are failures
     * too.
     */
    void tellAll(Call<L> call) throws Exception {
        Throwable failure = null;
        for (Place<L> place : places) {
            try {
                call.tell(place.listener());
            } catch (Exception | Error e) {
                if (failure == null) {
                    failure = e;
                } else if (failure != e) {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure instanceof Exception exception) {
            throw exception;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }
}
