package io.faas4j.directory;

import io.faas4j.error.QueueFullException;
import io.faas4j.function.ArnScope;
import io.faas4j.queue.MessageQueue;
import io.faas4j.queue.NewMessage;
import io.faas4j.queue.QueueAttributes;
import io.faas4j.queue.Queues;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.Tasks;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.TimeSource.Cancellable;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.QueueSource;
import io.faas4j.source.SourceSubscription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder as a source of object notifications: a message as S3 sends it for each version of each file that is created under it,
 * and for each that is removed (rules OBJECT-3, OBJECT-8). Made by {@link Directories}. Safe for use by many threads.
 *
 * <p>The folder, with those in it, is looked at again and again, first of all as soon as it is watched: what is there then counts as
 * created. A version of a file, known by its size, time of change and place on the disk, is told once it has rested for the quiet period;
 * one that is replaced sooner is not told. A file that is moved is removed in one place and created in another. Messages come at least
 * once and in no order, and are gone when the process ends; the same files are told of again by the next one.
 *
 * <p>Watch services of operating systems are not used: they lose events, and what is left to do then is what is done here each time.
 */
public final class DirectorySource implements QueueSource, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DirectorySource.class);

    private final Folder folder;
    private final String bucket;
    private final ArnScope scope;
    private final DirectorySettings settings;
    private final TimeSource time;
    private final RandomSource random;
    private final Tasks tasks;
    private final KnownFiles files;
    private final MessageQueue notifications;
    private long sequencer;
    private volatile @Nullable IOException failure;
    private volatile boolean closed;
    private volatile @Nullable Cancellable next;

    DirectorySource(
            Path root,
            String bucket,
            DirectorySettings settings,
            ArnScope scope,
            TimeSource time,
            RandomSource random,
            Tasks tasks) {
        this.folder = new Folder(root);
        this.bucket = bucket;
        this.settings = settings;
        this.scope = scope;
        this.time = time;
        this.random = random;
        this.tasks = tasks;
        this.files = new KnownFiles(settings.quietPeriod().toNanos(), settings.maxFiles());
        this.notifications = new Queues(scope, time, random)
                .create("notifications", QueueAttributes.NONE.capacity(settings.maxMessages()));
        // Above those of an earlier process, whatever it told.
        this.sequencer = time.now().toEpochMilli() << 20;
    }

    /** Where its files are. */
    public Path root() {
        return folder.root();
    }

    /** The bucket's name in its messages. */
    public String bucket() {
        return bucket;
    }

    @Override
    public String arn() {
        return "arn:%s:s3:::%s".formatted(scope.partition(), bucket);
    }

    @Override
    public boolean isFifo() {
        return false;
    }

    @Override
    public Duration visibilityTimeout() {
        return settings.visibilityTimeout();
    }

    // ---- looking ----------------------------------------------------------------------------------------------------

    void start() {
        later(Duration.ZERO);
    }

    private void later(Duration delay) {
        next = time.scheduleHousekeeping(delay, this::lookSoon);
    }

    private void lookSoon() {
        boolean isComing = false;
        try {
            if (!closed) {
                tasks.execute(this::look);
                isComing = true;
            }
        } catch (IllegalStateException closedMeanwhile) {
            FailureLog.warn(log, "The folder {} is not looked at any more", root(), closedMeanwhile);
        } finally {
            // Without a thread for this look there may be one for the next.
            if (!isComing && !closed) {
                later(settings.scanInterval());
            }
        }
    }

    /** One at a time: each schedules the next. */
    private void look() {
        if (closed) {
            return;
        }
        Duration delay = settings.scanInterval();
        try {
            tell(files.look(folder.scan(settings::isWanted), time.nanoTime()));
            note(files.isFull() ? tooManyFiles() : null);
            if (files.hasPending() && settings.quietPeriod().compareTo(delay) < 0) {
                delay = settings.quietPeriod();
            }
        } catch (IOException unreadable) {
            note(unreadable);
        } catch (RuntimeException | Error unexpected) {
            note(new IOException("Looking at the folder " + root() + " failed", unexpected));
        } finally {
            if (!closed) {
                later(delay);
            }
        }
    }

    private IOException tooManyFiles() {
        return new IOException("There are more than %d files under %s: those beyond are not told of."
                .formatted(settings.maxFiles(), root()));
    }

    /** Logs a failure when it begins, and when it is another one. */
    private void note(@Nullable IOException now) {
        IOException before = failure;
        failure = now;
        if (now != null && (before == null || !String.valueOf(now.getMessage()).equals(before.getMessage()))) {
            FailureLog.warn(log, "The folder {} cannot be watched", root(), now);
        }
    }

    /** What cannot be told, as it has changed meanwhile or there is no room, comes up again at the next look. */
    private void tell(List<KnownFiles.News> news) throws IOException {
        for (KnownFiles.News each : news) {
            if (closed) {
                return;
            }
            FileVersion created = each.created();
            String eTag = created == null ? null : folder.eTag(each.key(), created);
            if (created != null && eTag == null) {
                continue;
            }
            if (!offer(notification(each.key(), created, eTag))) {
                break;
            }
            files.told(each);
        }
    }

    /** Whether there was room. */
    private boolean offer(ObjectNotification notification) {
        try {
            notifications.send(NewMessage.of(notification.toJson()));
            return true;
        } catch (QueueFullException full) {
            return false;
        }
    }

    private ObjectNotification notification(String key, @Nullable FileVersion created, @Nullable String eTag) {
        return new ObjectNotification(
                scope.region(),
                bucket,
                key,
                created == null ? null : created.size(),
                eTag,
                ++sequencer,
                RequestIds.next(random).toString(),
                time.now());
    }

    // ---- messages ---------------------------------------------------------------------------------------------------

    /**
     * Receives notifications.
     *
     * @throws IOException if there are none and the folder could not be looked at, or has more files than may be
     */
    @Override
    public List<QueueMessage> receive(int max, Duration visibilityTimeout) throws IOException {
        List<QueueMessage> received = notifications.receive(max, visibilityTimeout);
        IOException why = failure;
        if (received.isEmpty() && why != null) {
            throw new IOException(why.getMessage(), why);
        }
        return received;
    }

    @Override
    public List<QueueMessage> delete(List<QueueMessage> messages) {
        return notifications.delete(messages);
    }

    @Override
    public void changeVisibility(List<QueueMessage> messages, Duration visibilityTimeout) {
        notifications.changeVisibility(messages, visibilityTimeout);
    }

    @Override
    public Optional<SourceSubscription> listen(Runnable available) {
        return notifications.listen(available);
    }

    // ---- the end ----------------------------------------------------------------------------------------------------

    /** Looks no more. What was told already can still be received. Idempotent. */
    @Override
    public void close() {
        closed = true;
        Cancellable last = next;
        if (last != null) {
            last.cancel();
        }
        tasks.close();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public String toString() {
        return "DirectorySource[%s]".formatted(root());
    }
}
