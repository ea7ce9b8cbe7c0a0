package io.faas4j.jdbc;

import io.faas4j.source.Checkpoint;
import io.faas4j.source.LeaseTable;
import io.faas4j.source.ShardLease;
import io.faas4j.source.ShardLeases;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The leases of a database that processes share, read and written by the writer in its transactions. */
final class JdbcShardLeases implements ShardLeases {

    private final Writer writer;
    private final LeaseRows rows;

    JdbcShardLeases(Writer writer, LeaseRows rows) {
        this.writer = writer;
        this.rows = rows;
    }

    @Override
    public LeaseTable read(String mapping) throws Exception {
        return ShardTask.await(look(session -> rows.read(session, mapping)));
    }

    private <T> CompletableFuture<T> look(Note.Work<T> work) {
        Note.Task<T> task = Note.Task.reading(work);
        writer.add(task);
        return task.done();
    }

    @Override
    public List<ShardLease> take(String mapping, List<ShardLease> seen) throws Exception {
        List<CompletableFuture<Optional<ShardLease>>> taking = new ArrayList<>();
        for (ShardLease lease : seen) {
            taking.add(writer.run(new ShardTask<>(
                    mapping, lease.shardId(), session -> Optional.ofNullable(rows.take(session, mapping, lease)))));
        }
        List<ShardLease> taken = new ArrayList<>();
        for (CompletableFuture<Optional<ShardLease>> each : taking) {
            ShardTask.await(each).ifPresent(taken::add);
        }
        return taken;
    }

    @Override
    public void request(String mapping, ShardLease seen) throws Exception {
        run(mapping, seen.shardId(), session -> rows.request(session, mapping, seen));
    }

    @Override
    public void release(String mapping, ShardLease lease) throws Exception {
        run(mapping, lease.shardId(), session -> rows.release(session, mapping, lease));
    }

    @Override
    public void releaseAll(String mapping) throws Exception {
        List<CompletableFuture<Integer>> releasing = new ArrayList<>();
        for (String shard : ShardTask.await(look(session -> rows.ofThisProcess(session, mapping)))) {
            releasing.add(writer.run(
                    new ShardTask<>(mapping, shard, session -> rows.releaseAnyhow(session, mapping, shard))));
        }
        for (CompletableFuture<Integer> each : releasing) {
            ShardTask.await(each);
        }
    }

    @Override
    public boolean isValid(ShardLease lease) {
        return rows.isValid(lease);
    }

    @Override
    public Checkpoint begin(String mapping, String shardId, Checkpoint beginning) throws Exception {
        return run(mapping, shardId, session -> rows.begin(session, mapping, shardId, beginning));
    }

    @Override
    public boolean save(String mapping, ShardLease lease, Checkpoint checkpoint) throws Exception {
        return run(mapping, lease.shardId(), session -> rows.save(session, mapping, lease, checkpoint));
    }

    private <T> T run(String mapping, String shardId, Note.Work<T> work) throws Exception {
        return ShardTask.await(writer.run(new ShardTask<>(mapping, shardId, work)));
    }
}
