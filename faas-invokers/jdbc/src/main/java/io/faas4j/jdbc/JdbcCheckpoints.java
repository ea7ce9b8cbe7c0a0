package io.faas4j.jdbc;

import io.faas4j.source.Checkpoint;
import io.faas4j.source.CheckpointStore;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of {@code faas_checkpoint}: read and written by the writer, in its transactions. */
final class JdbcCheckpoints implements CheckpointStore {

    private static final String LOAD =
            "select shard, position, ended, open_window from faas_checkpoint where mapping = ?";

    private static final String SAVE = """
            insert into faas_checkpoint (mapping, shard, position, ended, open_window, saved_us) values (?, ?, ?, ?, ?, ?) \
            on conflict (mapping, shard) do update set position = excluded.position, ended = excluded.ended, \
            open_window = excluded.open_window, saved_us = excluded.saved_us""";

    private static final String REMOVE_SHARD = "delete from faas_checkpoint where mapping = ? and shard = ?";

    private static final String REMOVE = "delete from faas_checkpoint where mapping = ?";

    private final Writer writer;
    private final StoreClock clock;
    private final @Nullable LeaseRows leases;

    /**
     * Of a database.
     *
     * @param leases null if this process alone uses it
     */
    JdbcCheckpoints(Writer writer, StoreClock clock, @Nullable LeaseRows leases) {
        this.writer = writer;
        this.clock = clock;
        this.leases = leases;
    }

    @Override
    public Map<String, Checkpoint> load(String mapping) throws Exception {
        return ShardTask.await(writer.run(session -> read(session, mapping)));
    }

    private static Map<String, Checkpoint> read(Session session, String mapping) throws SQLException {
        Map<String, Checkpoint> byShard = new HashMap<>();
        PreparedStatement load = session.statement(LOAD);
        load.setString(1, mapping);
        try (ResultSet rows = load.executeQuery()) {
            while (rows.next()) {
                byShard.put(rows.getString(1), checkpoint(rows));
            }
        }
        return Map.copyOf(byShard);
    }

    /** Of a row with the shard, the position, whether it is ended, and the open window. */
    static Checkpoint checkpoint(ResultSet row) throws SQLException {
        Checkpoint checkpoint = row.getBoolean(3) ? Checkpoint.ofEndedShard() : Checkpoint.beginning(row.getString(2));
        byte[] window = row.getBytes(4);
        return window == null ? checkpoint : checkpoint.withWindow(window);
    }

    @Override
    public void save(String mapping, String shardId, Checkpoint checkpoint) throws Exception {
        await(mapping, shardId, session -> {
            PreparedStatement save = session.statement(SAVE);
            save.setString(1, mapping);
            save.setString(2, shardId);
            save.setString(3, checkpoint.sequenceNumber().orElse(null));
            save.setBoolean(4, checkpoint.isShardEnded());
            save.setBytes(5, checkpoint.window().orElse(null));
            save.setLong(6, clock.nowMicros());
            return save.executeUpdate();
        });
    }

    @Override
    public void remove(String mapping, String shardId) throws Exception {
        await(mapping, shardId, session -> {
            PreparedStatement remove = session.statement(REMOVE_SHARD);
            remove.setString(1, mapping);
            remove.setString(2, shardId);
            return remove.executeUpdate() + (leases == null ? 0 : leases.remove(session, mapping, shardId));
        });
    }

    /** Another process that has the mapping goes on with it: the last one that deletes it has it forgotten. */
    @Override
    public void remove(String mapping) throws Exception {
        await(mapping, "", session -> {
            if (leases != null && leases.isShared(session, mapping)) {
                return 0;
            }
            PreparedStatement remove = session.statement(REMOVE);
            remove.setString(1, mapping);
            return remove.executeUpdate() + (leases == null ? 0 : leases.remove(session, mapping));
        });
    }

    private <T> void await(String mapping, String shardId, Note.Work<T> work) throws Exception {
        ShardTask.await(writer.run(new ShardTask<>(mapping, shardId, work)));
    }
}
