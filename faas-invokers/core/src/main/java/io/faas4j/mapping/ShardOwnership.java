package io.faas4j.mapping;

import java.util.List;
import java.util.Set;

/** Which shards of a stream this process reads. Used by one thread at a time, but for {@link #leases} and {@link #leave}. */
interface ShardOwnership {

    /** Whether other processes may read shards of the same mapping. */
    boolean isShared();

    /**
     * Finds out who reads what.
     *
     * @throws Exception if that cannot be found out now
     */
    void look() throws Exception;

    /** The shards that were finished by any process, as far as that was found out. */
    Set<String> finished();

    /** The shards that other living processes read. */
    Set<String> elsewhere();

    /** Whether a shard that is read here is to be left to another process. */
    boolean isToBeLeft(ShardHold hold);

    /**
     * Takes what is to be read here.
     *
     * @param ready the shards that could be begun with and are not read here, parents before their children
     * @throws Exception if nothing can be taken now; what was taken all the same is found the next time
     */
    List<ShardHold> claim(List<String> ready) throws Exception;

    /** Leaves everything to others, as far as that is possible now. */
    void leave();

    /** Who reads what, as it was found out last; empty if it is only this process. */
    List<LeaseStatus> leases();
}
