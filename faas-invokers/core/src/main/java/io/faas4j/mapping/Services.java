package io.faas4j.mapping;

import io.faas4j.async.AsyncInvoker;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.Tasks;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.ShardLeases;
import org.jspecify.annotations.Nullable;

/**
 * What all mappings of a runtime share.
 *
 * @param time the runtime's
 * @param random the runtime's
 * @param tasks the threads that poll and run handlers
 * @param codec turns JSON into values and back
 * @param scope where functions and sources live
 * @param async where what is given up goes: to a destination
 * @param checkpoints how far streams are read
 * @param leases which process reads what, if several share the checkpoints
 */
record Services(
        TimeSource time,
        RandomSource random,
        Tasks tasks,
        PayloadCodec codec,
        ArnScope scope,
        AsyncInvoker async,
        CheckpointStore checkpoints,
        @Nullable ShardLeases leases) {}
