package io.faas4j.mapping;

import io.faas4j.async.GivenUpEvent;
import io.faas4j.async.queue.StreamOrigin;
import io.faas4j.destination.DeliveryLimit;
import io.faas4j.error.FaasException;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.StreamFailureCondition;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.mapping.batch.BatchAttempt;
import io.faas4j.mapping.batch.OpenWindow;
import io.faas4j.mapping.batch.StreamDecision;
import io.faas4j.mapping.event.RecordOrigin;
import io.faas4j.mapping.event.StreamFailureRecords;
import io.faas4j.retry.Backoff;
import io.faas4j.runtime.context.CallChain;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.source.StreamRecord;
import io.faas4j.source.StreamSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of records of a stream that are given up: the on-failure destination is told of them, or they are kept as a dead
 * letter, or only counted (rule ESM-STREAM-13). The lane goes on once the destination has their record, or has refused it too
 * often. Safe for use by many threads.
 */
final class GivenUp {

    /*
     * A destination is called on the lane's thread. If it does not end in time it keeps that thread, and another one goes on with
     * the lane: whoever is told so answers for the call, and wakes the lane.
     */
    private static final Logger log = LoggerFactory.getLogger(GivenUp.class);

    /** So often a destination is asked to take a failure record. */
    private static final int MOST_TRIES = 6;

    private final StreamPlan plan;
    private final MappedFunction function;
    private final MappingProgress progress;
    private final Services services;
    private final DeliveryLimit limit;
    private final Backoff backoff;
    private final StreamFailureRecords failures;

    GivenUp(
            StreamSource source,
            StreamPlan plan,
            MappedFunction function,
            MappingProgress progress,
            Services services,
            DeliveryLimit limit,
            Backoff backoff) {
        this.plan = plan;
        this.function = function;
        this.progress = progress;
        this.services = services;
        this.limit = limit;
        this.backoff = backoff;
        this.failures = new StreamFailureRecords(RecordOrigin.of(source, services.scope()));
    }

    // ---- giving up -------------------------------------------------------------------------------------------------

    /** Records that have become too old; false if the thread was lost. */
    boolean tooOld(
            ShardProcessor shard, Lane lane, List<StreamDecision.Discard> discards, @Nullable OpenWindow window) {
        List<Undelivered.Item> items = new ArrayList<>();
        for (StreamDecision.Discard discard : discards) {
            MappedAttempt id = function.nextAttempt();
            items.add(item(shard, discard, new UUID(id.idHigh(), id.idLow()), null, window));
        }
        return deliver(shard, lane, new Undelivered(items, 0));
    }

    /** A batch that has failed for the last time; false if the thread was lost. */
    boolean failed(
            ShardProcessor shard,
            Lane lane,
            StreamDecision.Discard discard,
            UUID requestId,
            @Nullable LastTry last,
            @Nullable OpenWindow window) {
        return deliver(shard, lane, new Undelivered(List.of(item(shard, discard, requestId, last, window)), 0));
    }

    private Undelivered.Item item(
            ShardProcessor shard,
            StreamDecision.Discard discard,
            UUID requestId,
            @Nullable LastTry last,
            @Nullable OpenWindow window) {
        progress.tally().dropped(discard.records().size());
        StreamFailureRecord message = failures.of(
                requestId,
                function.arn(),
                discard.condition(),
                discard.invokeCount(),
                services.time().now(),
                shard.shardId(),
                discard.records(),
                last == null ? null : last.told());
        return new Undelivered.Item(
                discard.records(), message, plan.mayKeep() ? kept(shard, discard, last, window) : null);
    }

    private Undelivered.Kept kept(
            ShardProcessor shard, StreamDecision.Discard discard, @Nullable LastTry last, @Nullable OpenWindow window) {
        List<StreamRecord> records = discard.records();
        boolean isFinal = window != null && records.isEmpty();
        return new Undelivered.Kept(
                plan.event(shard.shardId(), BatchAttempt.of(records), window, isFinal),
                last == null ? null : last.record(services.time()));
    }

    // ---- telling the destination -----------------------------------------------------------------------------------

    /** Goes on with what the destination has not taken yet; false if the thread was lost. */
    boolean deliver(ShardProcessor shard, Lane lane) {
        Undelivered open = shard.undelivered(lane);
        return open == null || deliver(shard, lane, open);
    }

    private boolean deliver(ShardProcessor shard, Lane lane, Undelivered all) {
        DestinationRef to = plan.config().onFailure().orElse(null);
        Undelivered open = all;
        while (open != null) {
            Undelivered now = open;
            boolean isTaken = true;
            if (to != null) {
                // Before it is told: whatever a destination throws, the lane goes on with this, and not with the batch.
                shard.undelivered(lane, now);
                try {
                    if (to.kind() == DestinationRef.Kind.DEAD_LETTERS) {
                        keep(now.first(), null, null);
                    } else if (!limit.call(to, () -> tell(to, now.first()), () -> late(shard, lane, to, now))) {
                        return false;
                    }
                    progress.tally().delivered(now.first().records().size());
                } catch (Exception | LinkageError | AssertionError | StackOverflowError failure) {
                    isTaken = false;
                    refused(to, now, failure);
                } finally {
                    // Whatever interrupted it was not meant for what the thread does next.
                    Thread.interrupted();
                }
            }
            open = settle(shard, lane, now, isTaken) ? now.rest() : null;
        }
        return true;
    }

    private void tell(DestinationRef to, Undelivered.Item item) throws Exception {
        services.async()
                .deliver(to, item.message(), CallChain.NONE.plus(function.ref().name()));
    }

    private void refused(DestinationRef to, Undelivered open, Throwable failure) {
        progress.problem("A failure record was not taken", to + ": " + failure);
        if (open.isLastTry(MOST_TRIES)) {
            progress.tally().deliveryFailed();
            if (!isKeptInstead(to, open.first(), failure)) {
                FailureLog.error(
                        log,
                        "Records that were given up were not reported to {}: {}",
                        to,
                        open.first().message(),
                        failure);
            }
        }
    }

    // ---- keeping ---------------------------------------------------------------------------------------------------

    private boolean isKeptInstead(DestinationRef to, Undelivered.Item item, Throwable failure) {
        if (!plan.config().keepsUndelivered()) {
            return false;
        }
        try {
            keep(item, to, to + ": " + failure);
            return true;
        } catch (FaasException full) {
            failure.addSuppressed(full);
            return false;
        }
    }

    /** Has the records kept as a dead letter of the function, or throws. */
    private void keep(Undelivered.Item item, @Nullable DestinationRef refusedBy, @Nullable String error) {
        Undelivered.Kept kept = Objects.requireNonNull(item.letter());
        StreamFailureRecord message = item.message();
        List<StreamRecord> records = item.records();
        services.async()
                .keep(
                        function.ref(),
                        new GivenUpEvent(
                                message.requestId(),
                                kept.event().json(),
                                records.isEmpty()
                                        ? services.time().now()
                                        : records.get(0).approximateArrival(),
                                condition(message.condition()),
                                kept.last(),
                                refusedBy,
                                error,
                                new StreamOrigin(message, plan.answers())));
    }

    private static EventCondition condition(StreamFailureCondition condition) {
        return condition == StreamFailureCondition.RECORD_AGE_EXCEEDED
                ? EventCondition.EVENT_AGE_EXCEEDED
                : EventCondition.RETRIES_EXHAUSTED;
    }

    // ---- what follows ----------------------------------------------------------------------------------------------

    /** After a try: whether the lane goes on with what comes behind the first of them, at once. */
    private boolean settle(ShardProcessor shard, Lane lane, Undelivered open, boolean isTaken) {
        if (!isTaken && !open.isLastTry(MOST_TRIES)) {
            shard.undelivered(lane, open.again());
            shard.rest(lane, backoff.after(open.tries() + 1));
            return false;
        }
        shard.undelivered(lane, open.rest());
        if (open.first().records().isEmpty()) {
            // The last invocation of a window: nothing else of it comes again if nobody was told.
            shard.window(null);
        }
        shard.finish(lane, open.first().records());
        return true;
    }

    // ---- a destination that does not end ---------------------------------------------------------------------------

    /** On the thread that looks after all limits, which has no time to settle anything; when the library closes, on its own. */
    private void late(ShardProcessor shard, Lane lane, DestinationRef to, Undelivered open) {
        if (limit.isOver()) {
            // No try: the records come again.
            shard.undelivered(lane, open);
            shard.lost(lane);
            return;
        }
        try {
            services.tasks().execute(() -> settleLate(shard, lane, to, open));
        } catch (RuntimeException | Error noThread) {
            FailureLog.error(log, "No thread could be started for shard {}", shard.shardId(), noThread);
            settleLate(shard, lane, to, open);
        }
    }

    private void settleLate(ShardProcessor shard, Lane lane, DestinationRef to, Undelivered open) {
        try {
            refused(to, open, limit.exceeded());
            settle(shard, lane, open, false);
        } catch (RuntimeException | Error unexpected) {
            FailureLog.error(log, "What shard {} gave up could not be settled", shard.shardId(), unexpected);
            shard.undelivered(lane, open);
        } finally {
            shard.lost(lane);
        }
    }
}
