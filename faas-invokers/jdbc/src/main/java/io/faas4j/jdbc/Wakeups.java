package io.faas4j.jdbc;

import io.faas4j.retry.Backoff;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listens to what other processes announce, on a thread of its own, as long as that is possible; what it misses is found by looking. */
final class Wakeups implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Wakeups.class);

    private static final Duration FIRST_RETRY = Duration.ofMillis(100);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    private final Database database;
    private final Intake intake;
    private final QueueLooks looks;
    private final TimeSource time;
    private final Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY, 0, RandomSource.seeded(0));
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    // Guarded by this object's monitor.
    private @Nullable Announcements open;

    // Of the listening thread.
    private int failures;

    Wakeups(Database database, Intake intake, QueueLooks looks, TimeSource time) {
        this.database = database;
        this.intake = intake;
        this.looks = looks;
        this.time = time;
    }

    void start() {
        WorkerThreads.platform().newThread("faas-store-listen", this::run).start();
    }

    private void run() {
        try {
            while (listens() && !closing.isDone()) {
                pause();
            }
        } finally {
            ended.complete(null);
        }
    }

    /** Until that fails; false if it is of no use to try again. */
    private boolean listens() {
        try (Announcements announcements = database.listen()) {
            if (announcements == null) {
                log.info(
                        "Nothing is heard of other processes by the store {}: it is looked at every second",
                        database.name());
                return false;
            }
            if (opened(announcements)) {
                hear(announcements);
            }
        } catch (SQLException | RuntimeException failure) {
            failed(failure);
        } finally {
            opened(null);
        }
        return true;
    }

    private synchronized boolean opened(@Nullable Announcements announcements) {
        open = announcements;
        return !closing.isDone();
    }

    private void hear(Announcements announcements) throws SQLException {
        // What was announced before is not heard.
        intake.look();
        looks.look();
        while (!closing.isDone()) {
            List<String> targets = announcements.await();
            isBack();
            targets.forEach(this::heard);
        }
    }

    private void heard(String announcement) {
        if (QueueLooks.isAnnouncement(announcement)) {
            looks.heard(announcement);
        } else {
            intake.claim(announcement);
        }
    }

    /** Once something was heard, or nothing for a while: who only connects may fail again at once. */
    private void isBack() {
        if (failures > 0) {
            failures = 0;
            FailureLog.info(log, "Other processes are heard by the store {} again", database.name());
        }
    }

    private void failed(Exception failure) {
        if (closing.isDone()) {
            return;
        }
        if (failures == 0) {
            FailureLog.warn(
                    log,
                    "Nothing is heard of other processes by the store {}: it is looked at every second, until they are heard again",
                    database.name(),
                    failure);
        }
        failures++;
    }

    private void pause() {
        try {
            time.await(closing, backoff.after(Math.max(1, failures)));
        } catch (InterruptedException e) {
            // Nobody has this thread to interrupt it: it only comes back earlier.
        }
    }

    /** Idempotent. Waits until nothing is listened to any more; who is just connecting finds out that it is too late. */
    @Override
    public void close() {
        synchronized (this) {
            closing.complete(null);
            if (open == null) {
                return;
            }
            open.abort();
        }
        ended.join();
    }
}
