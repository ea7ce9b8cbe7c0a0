package io.faas4j.jdbc;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Something with the rows of one shard of a mapping, which transactions of all processes lock in one order. */
record ShardTask<T>(String mapping, String shardId, Note.Work<T> work) implements Note.Work<T> {

    @Override
    public @Nullable T in(Session session) throws SQLException {
        return work.in(session);
    }

    @Override
    public String order() {
        return mapping + '\0' + shardId;
    }

    /** Fails with the store's own exception while it is away: the mapping tries again. */
    static <T> T await(CompletableFuture<T> transaction) throws Exception {
        try {
            return transaction.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }
}
