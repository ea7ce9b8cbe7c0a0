package io.faas4j.jdbc;

import io.faas4j.source.Checkpoint;
import io.faas4j.source.LeaseTable;
import io.faas4j.source.ShardLease;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rows of {@code faas_lease}, each of one shard. Used by the writing thread. */
final class LeaseRows {

    /*
     * A process is alive until it leaves in order, gets an heir or is removed, and never again under the same number. So a lease whose
     * owner was seen not to be stays without one until its counter changes.
     */
    private static final String IS_ALIVE = "p.heir is null and p.lease_until_us > 0";

    private static final String READ = """
            select l.shard, l.counter, o.process, r.process from faas_lease l \
            left join faas_process o on o.process = l.owner and %s \
            left join faas_process r on r.process = l.requested_by and %s \
            where l.mapping = ? order by l.shard""".formatted(IS_ALIVE.replace("p.", "o."), IS_ALIVE.replace("p.", "r."));

    private static final String FINISHED = "select shard from faas_checkpoint where mapping = ? and ended";

    private static final String TAKE_FIRST = """
            insert into faas_lease (mapping, shard, owner, counter) values (?, ?, ?, 1) on conflict (mapping, shard) do nothing""";

    private static final String TAKE = """
            update faas_lease set owner = ?, counter = counter + 1, requested_by = null \
            where mapping = ? and shard = ? and counter = ?""";

    private static final String REQUEST = """
            update faas_lease set requested_by = ? where mapping = ? and shard = ? and counter = ? and not exists \
            (select 1 from faas_process p where p.process = requested_by and %s)""".formatted(IS_ALIVE);

    private static final String RELEASE = """
            update faas_lease set owner = (select p.process from faas_process p where p.process = requested_by and %s), \
            counter = counter + 1, requested_by = null \
            where mapping = ? and shard = ? and owner = ?""".formatted(IS_ALIVE);

    private static final String RELEASE_SEEN = RELEASE + " and counter = ?";

    private static final String NOT_REQUESTED =
            "update faas_lease set requested_by = null where mapping = ? and shard = ? and requested_by = ?";

    private static final String OF_PROCESS =
            "select shard from faas_lease where mapping = ? and (owner = ? or requested_by = ?)";

    private static final String BEGIN = """
            insert into faas_checkpoint (mapping, shard, position, ended, open_window, saved_us) values (?, ?, ?, ?, ?, ?) \
            on conflict (mapping, shard) do nothing""";

    private static final String KNOWN =
            "select shard, position, ended, open_window from faas_checkpoint where mapping = ? and shard = ?";

    /** The lease is locked until the checkpoint is committed: nobody takes it in between. */
    private static final String SAVE = """
            insert into faas_checkpoint (mapping, shard, position, ended, open_window, saved_us) \
            select ?, ?, ?, ?, ?, ? from faas_lease where mapping = ? and shard = ? and owner = ? and counter = ? for update \
            on conflict (mapping, shard) do update set position = excluded.position, ended = excluded.ended, \
            open_window = excluded.open_window, saved_us = excluded.saved_us""";

    private static final String IS_SHARED = """
            select 1 from faas_lease l join faas_process p on p.process = l.owner \
            where l.mapping = ? and l.owner <> ? and %s limit 1""".formatted(IS_ALIVE);

    private static final String REMOVE_SHARD = "delete from faas_lease where mapping = ? and shard = ?";

    private static final String REMOVE = "delete from faas_lease where mapping = ?";

    private final Owner owner;
    private final StoreClock clock;

    LeaseRows(Owner owner, StoreClock clock) {
        this.owner = owner;
        this.clock = clock;
    }

    LeaseTable read(Session session, String mapping) throws SQLException {
        List<ShardLease> leases = new ArrayList<>();
        PreparedStatement read = session.statement(READ);
        read.setString(1, mapping);
        try (ResultSet rows = read.executeQuery()) {
            while (rows.next()) {
                leases.add(lease(rows.getString(1), rows.getLong(2), rows.getString(3), rows.getString(4)));
            }
        }
        return new LeaseTable(name(owner.number()), leases, finished(session, mapping));
    }

    private static ShardLease lease(String shard, long counter, @Nullable String living, @Nullable String requestedBy) {
        ShardLease lease =
                living == null ? ShardLease.unowned(shard, counter) : ShardLease.ownedBy(shard, counter, living);
        return requestedBy == null ? lease : lease.requestedBy(requestedBy);
    }

    private static Set<String> finished(Session session, String mapping) throws SQLException {
        Set<String> shards = new HashSet<>();
        PreparedStatement finished = session.statement(FINISHED);
        finished.setString(1, mapping);
        try (ResultSet rows = finished.executeQuery()) {
            while (rows.next()) {
                shards.add(rows.getString(1));
            }
        }
        return shards;
    }

    /** What a process is called in leases. */
    static String name(long process) {
        return Long.toString(process);
    }

    /** Null if it has changed since it was read. */
    @Nullable
    ShardLease take(Session session, String mapping, ShardLease seen) throws SQLException {
        PreparedStatement take = session.statement(seen.counter() == 0 ? TAKE_FIRST : TAKE);
        if (seen.counter() == 0) {
            setShard(take, 1, mapping, seen.shardId());
            take.setLong(3, owner.number());
        } else {
            take.setLong(1, owner.number());
            setShard(take, 2, mapping, seen.shardId());
            take.setLong(4, seen.counter());
        }
        return take.executeUpdate() == 1
                ? ShardLease.ownedBy(seen.shardId(), seen.counter() + 1, name(owner.number()))
                : null;
    }

    int request(Session session, String mapping, ShardLease seen) throws SQLException {
        PreparedStatement request = session.statement(REQUEST);
        request.setLong(1, owner.number());
        setShard(request, 2, mapping, seen.shardId());
        request.setLong(4, seen.counter());
        return request.executeUpdate();
    }

    int release(Session session, String mapping, ShardLease lease) throws SQLException {
        PreparedStatement release = session.statement(RELEASE_SEEN);
        setShard(release, 1, mapping, lease.shardId());
        release.setLong(3, number(lease));
        release.setLong(4, lease.counter());
        return release.executeUpdate();
    }

    /** Whatever its counter is, and whether it is this process's or only requested by it. */
    int releaseAnyhow(Session session, String mapping, String shardId) throws SQLException {
        PreparedStatement release = session.statement(RELEASE);
        setShard(release, 1, mapping, shardId);
        release.setLong(3, owner.number());
        int released = release.executeUpdate();
        PreparedStatement notRequested = session.statement(NOT_REQUESTED);
        setShard(notRequested, 1, mapping, shardId);
        notRequested.setLong(3, owner.number());
        return released + notRequested.executeUpdate();
    }

    /** The shards whose leases this process has, or has requested. */
    List<String> ofThisProcess(Session session, String mapping) throws SQLException {
        List<String> shards = new ArrayList<>();
        PreparedStatement own = session.statement(OF_PROCESS);
        own.setString(1, mapping);
        own.setLong(2, owner.number());
        own.setLong(3, owner.number());
        try (ResultSet rows = own.executeQuery()) {
            while (rows.next()) {
                shards.add(rows.getString(1));
            }
        }
        return shards;
    }

    private static long number(ShardLease lease) {
        return Long.parseLong(lease.owner().orElseThrow());
    }

    /** Whether it is this process's, which others take for alive. */
    boolean isValid(ShardLease lease) {
        return owner.isAlive()
                && lease.owner().filter(name(owner.number())::equals).isPresent();
    }

    /** Unless there is one; the one there is then. */
    Checkpoint begin(Session session, String mapping, String shardId, Checkpoint beginning) throws SQLException {
        PreparedStatement begin = session.statement(BEGIN);
        setCheckpoint(begin, mapping, shardId, beginning);
        if (begin.executeUpdate() == 1) {
            return beginning;
        }
        PreparedStatement known = session.statement(KNOWN);
        setShard(known, 1, mapping, shardId);
        try (ResultSet found = known.executeQuery()) {
            return found.next() ? JdbcCheckpoints.checkpoint(found) : beginning;
        }
    }

    /** False if the lease is not the one that is meant any more. */
    boolean save(Session session, String mapping, ShardLease lease, Checkpoint checkpoint) throws SQLException {
        PreparedStatement save = session.statement(SAVE);
        setCheckpoint(save, mapping, lease.shardId(), checkpoint);
        setShard(save, 7, mapping, lease.shardId());
        save.setLong(9, number(lease));
        save.setLong(10, lease.counter());
        boolean isSaved = save.executeUpdate() == 1;
        if (isSaved && checkpoint.isShardEnded()) {
            release(session, mapping, lease);
        }
        return isSaved;
    }

    private void setCheckpoint(PreparedStatement statement, String mapping, String shardId, Checkpoint checkpoint)
            throws SQLException {
        setShard(statement, 1, mapping, shardId);
        statement.setString(3, checkpoint.sequenceNumber().orElse(null));
        statement.setBoolean(4, checkpoint.isShardEnded());
        statement.setBytes(5, checkpoint.window().orElse(null));
        statement.setLong(6, clock.nowMicros());
    }

    private static void setShard(PreparedStatement statement, int index, String mapping, String shardId)
            throws SQLException {
        statement.setString(index, mapping);
        statement.setString(index + 1, shardId);
    }

    /** Whether another living process has some of a mapping. */
    boolean isShared(Session session, String mapping) throws SQLException {
        PreparedStatement shared = session.statement(IS_SHARED);
        shared.setString(1, mapping);
        shared.setLong(2, owner.number());
        try (ResultSet found = shared.executeQuery()) {
            return found.next();
        }
    }

    int remove(Session session, String mapping, String shardId) throws SQLException {
        PreparedStatement remove = session.statement(REMOVE_SHARD);
        setShard(remove, 1, mapping, shardId);
        return remove.executeUpdate();
    }

    int remove(Session session, String mapping) throws SQLException {
        PreparedStatement remove = session.statement(REMOVE);
        remove.setString(1, mapping);
        return remove.executeUpdate();
    }
}
