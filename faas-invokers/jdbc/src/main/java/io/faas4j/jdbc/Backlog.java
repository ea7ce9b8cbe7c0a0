package io.faas4j.jdbc;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is noted and not written. Safe for use by many threads; one of them takes out. Nobody is refused, but who can wait does,
 * while there is more than the bound.
 */
final class Backlog {

    /** Beyond that, who handles events waits. */
    private static final int MOST = 20_000;

    private final BlockingQueue<Note> notes = new LinkedBlockingQueue<>();

    /** Those that were taken out and are being written, too. */
    private final AtomicInteger unwritten = new AtomicInteger();

    // Guarded by this object's monitor, where it is made.
    private volatile CompletableFuture<Void> room = CompletableFuture.completedFuture(null);
    private boolean isEnded;

    void add(Note note) {
        unwritten.incrementAndGet();
        notes.add(note);
    }

    @Nullable
    Note poll() {
        return notes.poll();
    }

    /** Waits for one. */
    Note take() throws InterruptedException {
        return notes.take();
    }

    /** So many of those that were taken out are written, or were answered otherwise. */
    void wrote(int count) {
        if (unwritten.addAndGet(-count) < MOST / 2) {
            room.complete(null);
        }
    }

    /** Those that were not taken out, or are just being so. */
    void forEach(Consumer<Note> look) {
        notes.forEach(look);
    }

    /** Removes those that were dealt with. */
    void removeIf(Predicate<Note> isDealtWith) {
        notes.removeIf(note -> {
            boolean goes = isDealtWith.test(note);
            if (goes) {
                wrote(1);
            }
            return goes;
        });
    }

    List<Note> removeAll() {
        List<Note> all = new ArrayList<>();
        wrote(notes.drainTo(all));
        return all;
    }

    void awaitRoom() {
        if (unwritten.get() < MOST) {
            return;
        }
        CompletableFuture<Void> later;
        synchronized (this) {
            if (room.isDone() && unwritten.get() >= MOST && !isEnded) {
                room = new CompletableFuture<>();
            }
            later = room;
        }
        later.join();
    }

    /** Nobody waits any more. */
    synchronized void end() {
        isEnded = true;
        room.complete(null);
    }
}
