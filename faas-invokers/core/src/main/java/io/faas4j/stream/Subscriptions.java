package io.faas4j.stream;

import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.source.SourceSubscription;
import io.faas4j.source.StreamListener;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who wants to be told what a stream has. What a listener throws is logged and keeps nobody else from being told. */
final class Subscriptions {

    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

    private final CopyOnWriteArrayList<Subscription> all = new CopyOnWriteArrayList<>();

    SourceSubscription add(StreamListener listener) {
        Subscription added = new Subscription(listener);
        all.add(added);
        return added;
    }

    void available(String shardId) {
        if (!all.isEmpty()) {
            tell(listener -> listener.available(shardId));
        }
    }

    void resharded() {
        tell(StreamListener::resharded);
    }

    private void tell(Consumer<StreamListener> call) {
        for (Subscription each : all) {
            each.tell(call);
        }
    }

    void clear() {
        all.forEach(Subscription::close);
    }

    private final class Subscription implements SourceSubscription {

        private final StreamListener listener;

        /** Held while it is told, so that no call begins once it is closed. */
        private final ReentrantLock telling = new ReentrantLock();

        private boolean isClosed;

        Subscription(StreamListener listener) {
            this.listener = listener;
        }

        void tell(Consumer<StreamListener> call) {
            telling.lock();
            try {
                if (!isClosed) {
                    call.accept(listener);
                }
            } catch (RuntimeException | Error failure) {
                FailureLog.error(log, "A listener of a stream failed", failure);
            } finally {
                telling.unlock();
            }
        }

        @Override
        public void close() {
            all.remove(this);
            telling.lock();
            try {
                isClosed = true;
            } finally {
                telling.unlock();
            }
        }
    }
}
