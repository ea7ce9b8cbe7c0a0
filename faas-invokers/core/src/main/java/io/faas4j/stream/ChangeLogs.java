package io.faas4j.stream;

import io.faas4j.error.ResourceInUseException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.StreamSource.Kind;
import java.lang.reflect.Type;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The change logs of one runtime, by the name of what they tell of. Safe for use by many threads. */
public final class ChangeLogs implements AutoCloseable {

    private static final DateTimeFormatter LABEL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS", Locale.ROOT);

    private final ArnScope scope;
    private final TimeSource time;
    private final RandomSource random;
    private final PayloadCodec codec;
    private final ConcurrentHashMap<String, ChangeLog<?>> logs = new ConcurrentHashMap<>();

    /**
     * No change logs yet.
     *
     * @param scope where they lie
     * @param time where time comes from
     * @param random where event ids come from
     * @param codec writes items as JSON
     */
    public ChangeLogs(ArnScope scope, TimeSource time, RandomSource random, PayloadCodec codec) {
        this.scope = scope;
        this.time = time;
        this.random = random;
        this.codec = codec;
    }

    /**
     * Makes a change log with four shards.
     *
     * @param table the name of what it tells of: 1 to 128 of {@code [a-zA-Z0-9_.-]}
     * @param itemType what an item is; its JSON is an object
     * @param viewType what each record tells, for the life of the log
     * @throws ValidationException if the name has another form
     * @throws ResourceInUseException if there is one already
     */
    public <T> ChangeLog<T> create(String table, Class<T> itemType, StreamViewType viewType) {
        return create(table, itemType, viewType, StreamSettings.DEFAULT);
    }

    /**
     * Makes a change log.
     *
     * @param table the name of what it tells of: 1 to 128 of {@code [a-zA-Z0-9_.-]}
     * @param itemType what an item is; its JSON is an object
     * @param viewType what each record tells, for the life of the log
     * @param settings of its stream; records are kept for 24 h (rule CHANGE-6)
     * @throws ValidationException if the name has another form, or the settings say another time
     * @throws ResourceInUseException if there is one already
     */
    public <T> ChangeLog<T> create(String table, Type itemType, StreamViewType viewType, StreamSettings settings) {
        Streams.requireName("tableName", table);
        if (!settings.retention().equals(StreamSettings.SHORTEST_RETENTION)) {
            throw ValidationException.of(
                    "retention", settings.retention(), "Member must be 24 hours for a stream of changes");
        }
        PayloadCodec.Binding items = codec.bind(itemType);
        ChangeLog<T> made = new ChangeLog<>(table, viewType, stream(table, settings), items, time, random);
        if (logs.putIfAbsent(table, made) != null) {
            made.stream().delete();
            throw new ResourceInUseException(
                    "Change log %s under account %s already exists.".formatted(table, scope.account()));
        }
        return made;
    }

    private DataStream stream(String table, StreamSettings settings) {
        String arn = "arn:%s:dynamodb:%s:%s:table/%s/stream/%s"
                .formatted(
                        scope.partition(),
                        scope.region(),
                        scope.account(),
                        table,
                        LABEL.format(LocalDateTime.ofInstant(time.now(), ZoneOffset.UTC)));
        return new DataStream(table, arn, scope.account(), Kind.CHANGES, settings, time);
    }

    /**
     * A change log, if there is one.
     *
     * @param tableOrArn the name of what it tells of, or the ARN of its stream
     */
    public Optional<ChangeLog<?>> find(String tableOrArn) {
        ChangeLog<?> byName = logs.get(tableOrArn);
        return byName != null
                ? Optional.of(byName)
                : logs.values().stream()
                        .filter(log -> log.stream().arn().equals(tableOrArn))
                        .findFirst();
    }

    /** What there are change logs of, sorted. */
    public List<String> names() {
        return logs.keySet().stream().sorted().toList();
    }

    /**
     * Deletes a change log with all its records.
     *
     * @param table the name of what it tells of
     * @throws ResourceNotFoundException if there is none
     */
    public void delete(String table) {
        ChangeLog<?> deleted = logs.remove(table);
        if (deleted == null) {
            throw Streams.notFound(table, scope.account());
        }
        deleted.stream().delete();
    }

    /** Deletes all change logs, as they live in this process only. Idempotent. */
    @Override
    public void close() {
        for (ChangeLog<?> log : logs.values()) {
            log.stream().delete();
        }
        logs.clear();
    }
}
