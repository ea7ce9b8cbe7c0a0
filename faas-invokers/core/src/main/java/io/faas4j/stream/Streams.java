package io.faas4j.stream;

import io.faas4j.error.ResourceInUseException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.StreamSource.Kind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The streams of one runtime, by name. Safe for use by many threads. */
public final class Streams implements AutoCloseable {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");

    private final ArnScope scope;
    private final TimeSource time;
    private final ConcurrentHashMap<String, DataStream> streams = new ConcurrentHashMap<>();

    /**
     * No streams yet.
     *
     * @param scope where they lie
     * @param time where time comes from
     */
    public Streams(ArnScope scope, TimeSource time) {
        this.scope = scope;
        this.time = time;
    }

    /**
     * Makes a stream, with default settings.
     *
     * @param name 1 to 128 of {@code [a-zA-Z0-9_.-]} (rule STREAM-1)
     * @throws ValidationException if the name has another form
     * @throws ResourceInUseException if there is one already
     */
    public DataStream create(String name) {
        return create(name, StreamSettings.DEFAULT);
    }

    /**
     * Makes a stream.
     *
     * @param name 1 to 128 of {@code [a-zA-Z0-9_.-]} (rule STREAM-1)
     * @param settings how it is
     * @throws ValidationException if the name has another form
     * @throws ResourceInUseException if there is one already
     */
    public DataStream create(String name, StreamSettings settings) {
        requireName("streamName", name);
        return streams.compute(name, (same, there) -> {
            if (there != null) {
                throw new ResourceInUseException(
                        "Stream %s under account %s already exists.".formatted(name, scope.account()));
            }
            return new DataStream(name, arn(name), scope.account(), Kind.RECORDS, settings, time);
        });
    }

    static void requireName(String field, String name) {
        if (!NAME.matcher(name).matches()) {
            throw ValidationException.of(
                    field, name, "Member must satisfy regular expression pattern: " + NAME.pattern());
        }
    }

    private String arn(String name) {
        return "arn:%s:kinesis:%s:%s:stream/%s".formatted(scope.partition(), scope.region(), scope.account(), name);
    }

    /**
     * A stream.
     *
     * @param nameOrArn its name or ARN
     * @throws ResourceNotFoundException if there is none (rule STREAM-13)
     */
    public DataStream get(String nameOrArn) {
        return find(nameOrArn).orElseThrow(() -> notFound(nameOrArn, scope.account()));
    }

    static ResourceNotFoundException notFound(String name, String account) {
        return new ResourceNotFoundException("Stream %s under account %s not found.".formatted(name, account));
    }

    /**
     * A stream, if there is one.
     *
     * @param nameOrArn its name or ARN
     */
    public Optional<DataStream> find(String nameOrArn) {
        return Optional.ofNullable(streams.get(name(nameOrArn)));
    }

    private String name(String nameOrArn) {
        String prefix = arn("");
        return nameOrArn.startsWith(prefix) ? nameOrArn.substring(prefix.length()) : nameOrArn;
    }

    /** The names of all streams, sorted. */
    public List<String> names() {
        return streams.keySet().stream().sorted().toList();
    }

    /**
     * Deletes a stream with all its records. Who holds it finds it gone.
     *
     * @param nameOrArn its name or ARN
     * @throws ResourceNotFoundException if there is none
     */
    public void delete(String nameOrArn) {
        DataStream deleted = streams.remove(name(nameOrArn));
        if (deleted == null) {
            throw notFound(nameOrArn, scope.account());
        }
        deleted.delete();
    }

    /** Deletes all streams, as they live in this process only. Idempotent. */
    @Override
    public void close() {
        for (DataStream stream : streams.values()) {
            stream.delete();
        }
        streams.clear();
    }
}
