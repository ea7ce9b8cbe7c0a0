package io.faas4j.queue;

import io.faas4j.source.SourceSubscription;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Somebody who wants to be told that there may be something to receive. */
final class Listener implements SourceSubscription {

    private final Runnable told;
    private final Consumer<Listener> onClose;

    /** Held while it is told, so that no call begins once it is closed. */
    private final ReentrantLock telling = new ReentrantLock();

    private boolean isClosed;

    Listener(Runnable told, Consumer<Listener> onClose) {
        this.told = told;
        this.onClose = onClose;
    }

    void tell() {
        telling.lock();
        try {
            if (!isClosed) {
                told.run();
            }
        } finally {
            telling.unlock();
        }
    }

    @Override
    public void close() {
        onClose.accept(this);
        telling.lock();
        try {
            isClosed = true;
        } finally {
            telling.unlock();
        }
    }
}
