package io.faas4j.jdbc;

import io.faas4j.error.StoreException;
import io.faas4j.error.StoreException.Reason;
import io.faas4j.runtime.registry.LastValues;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The rows of {@code faas_last_value}, as they were when the store was opened, with this process's changes. */
final class JdbcLastValues implements LastValues {

    private static final String READ = "select function, qualifier, setting, value from faas_last_value";

    private static final String PUT = """
            insert into faas_last_value (function, qualifier, setting, value, changed_us) values (?, ?, ?, ?, ?) \
            on conflict (function, qualifier, setting) do update set value = excluded.value, changed_us = excluded.changed_us""";

    private static final String REMOVE =
            "delete from faas_last_value where function = ? and qualifier = ? and setting = ?";

    private final Writer writer;
    private final StoreClock clock;
    private final Map<Key, String> values = new ConcurrentHashMap<>();

    /**
     * With what is there.
     *
     * @param found by an earlier process
     */
    JdbcLastValues(Writer writer, StoreClock clock, Map<Key, String> found) {
        this.writer = writer;
        this.clock = clock;
        values.putAll(found);
    }

    /** Of what a value is. */
    record Key(String function, String qualifier, String setting) {}

    static Map<Key, String> read(Session session) throws SQLException {
        Map<Key, String> values = new ConcurrentHashMap<>();
        try (ResultSet rows = session.statement(READ).executeQuery()) {
            while (rows.next()) {
                values.put(new Key(rows.getString(1), rows.getString(2), rows.getString(3)), rows.getString(4));
            }
        }
        return values;
    }

    @Override
    public @Nullable String get(String function, String qualifier, Setting setting) {
        return values.get(new Key(function, qualifier, setting.name()));
    }

    @Override
    public void put(String function, String qualifier, Setting setting, @Nullable String json) {
        Key key = new Key(function, qualifier, setting.name());
        if (json == null) {
            remove(List.of(key));
            return;
        }
        await(session -> {
            PreparedStatement put = session.statement(PUT);
            set(put, key);
            put.setString(4, json);
            put.setLong(5, clock.nowMicros());
            return put.executeUpdate();
        });
        values.put(key, json);
    }

    @Override
    public void remove(String function, @Nullable String qualifier) {
        remove(values.keySet().stream()
                .filter(key -> key.function().equals(function))
                .filter(key -> qualifier == null || key.qualifier().equals(qualifier))
                .toList());
    }

    private void remove(List<Key> keys) {
        if (!keys.isEmpty()) {
            await(session -> {
                PreparedStatement remove = session.statement(REMOVE);
                for (Key key : keys) {
                    set(remove, key);
                    remove.addBatch();
                }
                return remove.executeBatch().length;
            });
            keys.forEach(values::remove);
        }
    }

    private static void set(PreparedStatement statement, Key key) throws SQLException {
        statement.setString(1, key.function());
        statement.setString(2, key.qualifier());
        statement.setString(3, key.setting());
    }

    private void await(Note.Work<Integer> work) {
        try {
            writer.run(work).join();
        } catch (CompletionException failure) {
            Throwable cause = failure.getCause();
            Reason reason = cause instanceof StoreException store ? store.reason() : Reason.UNAVAILABLE;
            throw new StoreException(reason, "What was set holds in this process, and could not be stored.", cause);
        }
    }
}
