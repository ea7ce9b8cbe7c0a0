package io.faas4j.directory;

import io.faas4j.error.ValidationException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a folder is watched; each method answers the same settings with one thing changed. Immutable.
 *
 * <pre>{@code DirectorySettings.DEFAULT.prefix("incoming/").suffix(".csv") }</pre>
 */
public final class DirectorySettings {

    private static final int MOST = 10_000_000;

    /** All files; looked at each second; told when they rest for 500 ms; up to 100,000 files and messages, hidden for 30 s. */
    public static final DirectorySettings DEFAULT = new DirectorySettings(new Builder());

    private final @Nullable String bucket;
    private final String prefix;
    private final String suffix;
    private final Duration quietPeriod;
    private final Duration scanInterval;
    private final Duration visibilityTimeout;
    private final int maxFiles;
    private final int maxMessages;

    private DirectorySettings(Builder builder) {
        this.bucket = builder.bucket;
        this.prefix = builder.prefix;
        this.suffix = builder.suffix;
        this.quietPeriod = builder.quietPeriod;
        this.scanInterval = builder.scanInterval;
        this.visibilityTimeout = builder.visibilityTimeout;
        this.maxFiles = builder.maxFiles;
        this.maxMessages = builder.maxMessages;
    }

    /** What is being changed. */
    private static final class Builder {
        private @Nullable String bucket;
        private String prefix = "";
        private String suffix = "";
        private Duration quietPeriod = Duration.ofMillis(500);
        private Duration scanInterval = Duration.ofSeconds(1);
        private Duration visibilityTimeout = Duration.ofSeconds(30);
        private int maxFiles = 100_000;
        private int maxMessages = 100_000;
    }

    private Builder copy() {
        Builder copy = new Builder();
        copy.bucket = bucket;
        copy.prefix = prefix;
        copy.suffix = suffix;
        copy.quietPeriod = quietPeriod;
        copy.scanInterval = scanInterval;
        copy.visibilityTimeout = visibilityTimeout;
        copy.maxFiles = maxFiles;
        copy.maxMessages = maxMessages;
        return copy;
    }

    /**
     * Sets the bucket's name in notifications and in the ARN.
     *
     * @param name not empty; the folder's own name if never set
     * @throws ValidationException if it is empty
     */
    public DirectorySettings bucket(String name) {
        if (name.isEmpty()) {
            throw ValidationException.of("bucket", name, "Member must have length greater than or equal to 1");
        }
        Builder changed = copy();
        changed.bucket = name;
        return new DirectorySettings(changed);
    }

    /**
     * Tells only of files whose key begins so (rule OBJECT-1).
     *
     * @param value as it is, no wildcard; empty if never set
     */
    public DirectorySettings prefix(String value) {
        Builder changed = copy();
        changed.prefix = value;
        return new DirectorySettings(changed);
    }

    /**
     * Tells only of files whose key ends so (rule OBJECT-1).
     *
     * @param value as it is, no wildcard; empty if never set
     */
    public DirectorySettings suffix(String value) {
        Builder changed = copy();
        changed.suffix = value;
        return new DirectorySettings(changed);
    }

    /**
     * Sets for how long a file has to stay as it is before it counts as written (rule OBJECT-8).
     *
     * @param value 0 to 1 h; 500 ms if never set; 0 tells of files that are still being written
     * @throws ValidationException outside that range
     */
    public DirectorySettings quietPeriod(Duration value) {
        Builder changed = copy();
        changed.quietPeriod = within("quietPeriod", value, Duration.ZERO, Duration.ofHours(1));
        return new DirectorySettings(changed);
    }

    /**
     * Sets how long after one look at the folder the next one comes.
     *
     * @param value 10 ms to 1 h; 1 s if never set
     * @throws ValidationException outside that range
     */
    public DirectorySettings scanInterval(Duration value) {
        Builder changed = copy();
        changed.scanInterval = within("scanInterval", value, Duration.ofMillis(10), Duration.ofHours(1));
        return new DirectorySettings(changed);
    }

    /**
     * Sets how long a message that was received is hidden, if the receiver does not say.
     *
     * @param value 1 s to 12 h; 30 s if never set
     * @throws ValidationException outside that range
     */
    public DirectorySettings visibilityTimeout(Duration value) {
        Builder changed = copy();
        changed.visibilityTimeout = within("visibilityTimeout", value, Duration.ofSeconds(1), Duration.ofHours(12));
        return new DirectorySettings(changed);
    }

    private static Duration within(String field, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw ValidationException.of(
                    field, value, "Member must have value between %s and %s".formatted(least, most));
        }
        return value;
    }

    /**
     * Sets how many files are known at once: no file is told of beyond them until one is removed, and whoever receives learns so.
     *
     * @param count 1 to 10,000,000; 100,000 if never set
     * @throws ValidationException outside that range
     */
    public DirectorySettings maxFiles(int count) {
        Builder changed = copy();
        changed.maxFiles = within("maxFiles", count);
        return new DirectorySettings(changed);
    }

    /**
     * Sets how many messages wait or are being handled at once: beyond them files are told of as soon as there is room.
     *
     * @param count 1 to 10,000,000; 100,000 if never set
     * @throws ValidationException outside that range
     */
    public DirectorySettings maxMessages(int count) {
        Builder changed = copy();
        changed.maxMessages = within("maxMessages", count);
        return new DirectorySettings(changed);
    }

    private static int within(String field, int value) {
        if (value < 1 || value > MOST) {
            throw ValidationException.of(field, value, "Member must have value between 1 and " + MOST);
        }
        return value;
    }

    /** The bucket's name; empty for the folder's own. */
    public Optional<String> bucket() {
        return Optional.ofNullable(bucket);
    }

    boolean isWanted(String key) {
        return key.startsWith(prefix) && key.endsWith(suffix);
    }

    /** For how long a file has to stay as it is. */
    public Duration quietPeriod() {
        return quietPeriod;
    }

    /** How long after one look the next one comes. */
    public Duration scanInterval() {
        return scanInterval;
    }

    /** How long a message that was received is hidden. */
    public Duration visibilityTimeout() {
        return visibilityTimeout;
    }

    /** How many files are known at once. */
    public int maxFiles() {
        return maxFiles;
    }

    /** How many messages there are at once. */
    public int maxMessages() {
        return maxMessages;
    }
}
