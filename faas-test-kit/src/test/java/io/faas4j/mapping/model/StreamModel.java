package io.faas4j.mapping.model;

import static io.faas4j.mapping.model.World.require;

import io.faas4j.event.StreamBatchInfo;
import io.faas4j.event.StreamFailureCondition;
import io.faas4j.event.StreamFailureRecord;
import io.faas4j.mapping.MappingConfig;
import io.faas4j.mapping.batch.OpenWindow;
import io.faas4j.mapping.model.ModelRecord.State;
import io.faas4j.source.Checkpoint;
import io.faas4j.source.Shard;
import io.faas4j.source.Window;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of stream mappings want, record by record (section ESM-STREAM), told in the plainest way. It is shown what
 * handlers, the destination and the checkpoints see, and works out what may come next.
 */
final class StreamModel {

    private final World world;
    private final Map<String, List<ModelRecord>> byShard = new HashMap<>();
    private final Map<String, List<ModelRecord>> byKey = new HashMap<>();
    private final Map<String, List<String>> parents = new HashMap<>();
    private final Map<String, ModelRecord> byNumber = new LinkedHashMap<>();
    private final List<ModelBatch> running = new ArrayList<>();
    private final Map<String, Checkpoint> saved = new HashMap<>();
    private final Map<String, ModelBatch> finals = new HashMap<>();

    /** Shards whose window has a state that is too large: it ends next. */
    private final Set<String> overfull = new HashSet<>();

    private final Horizons horizons;

    /** Ends of windows that were given up. */
    private final List<ModelBatch> unreported = new ArrayList<>();

    /** The mapping's, as of when it last began. */
    MappingConfig config;

    StreamModel(World world, MappingConfig config, Horizons horizons) {
        this.world = world;
        this.horizons = horizons;
        this.config = config;
    }

    /** What the stream keeps. */
    interface Horizons {

        /** Of a shard: a number below which nothing is kept; null if nothing of it is. */
        @Nullable
        BigInteger of(String shard);
    }

    // ---- records ---------------------------------------------------------------------------------------------------

    void put(ModelRecord record) {
        byShard.computeIfAbsent(record.shard, shard -> new ArrayList<>()).add(record);
        byKey.computeIfAbsent(record.key, key -> new ArrayList<>()).add(record);
        byNumber.put(record.shard + ':' + record.sequenceNumber, record);
    }

    void know(List<Shard> shards) {
        shards.forEach(shard -> parents.putIfAbsent(shard.id(), shard.parents()));
    }

    /** Looks at what the stream does not keep any more: nobody has to be given that, and nobody may be given it again for ever. */
    private void lookWhatIsGone() {
        byShard.forEach((shard, records) -> {
            BigInteger horizon = horizons.of(shard);
            for (ModelRecord each : records) {
                if (horizon != null && each.sequenceNumber.compareTo(horizon) >= 0) {
                    return;
                }
                each.goneSince = each.isGone() ? each.goneSince : world.nanos();
            }
        });
    }

    /** Nobody is bound to have been given what came until now: the mapping begins at the tip. */
    void beginsAtTheTip() {
        byNumber.values().forEach(each -> each.isOptional = true);
    }

    int count() {
        return byNumber.size();
    }

    ModelRecord find(String shard, @Nullable String sequenceNumber) {
        ModelRecord found = byNumber.get(shard + ':' + sequenceNumber);
        if (found == null) {
            throw new AssertionError("There is no record %s in %s".formatted(sequenceNumber, shard));
        }
        return found;
    }

    boolean isAllFinished() {
        endTimedOut();
        lookWhatIsGone();
        return byNumber.values().stream().allMatch(ModelRecord::isOutOfTheWay);
    }

    // ---- invocations -----------------------------------------------------------------------------------------------

    /** A handler has begun. */
    ModelBatch begins(
            String shard, List<ModelRecord> records, @Nullable Window window, boolean isFinal, boolean isEarly) {
        endTimedOut();
        lookWhatIsGone();
        require(isEarly == overfull.contains(shard), "Ended early, or not, against the rule", shard);
        world.note("%s is given %s", shard.substring(shard.length() - 2), isFinal ? "the end" : numbers(records));
        long atWork =
                running.stream().filter(batch -> batch.shard.equals(shard)).count();
        require(atWork < config.parallelizationFactor(), "Too many batches of a shard at once", running);
        ModelBatch batch = isFinal ? closing(shard, records, window, isEarly) : batchOf(shard, records);
        int retries = config.maximumRetryAttempts();
        batch.invocations++;
        require(retries < 0 || batch.invocations <= retries + 1, "Invoked too often", batch);
        batch.isRunning = true;
        batch.deadline = world.nanos() + World.TIMEOUT.toNanos();
        running.add(batch);
        batch.records.forEach(record -> record.state = State.RUNNING);
        return batch;
    }

    private ModelBatch closing(String shard, List<ModelRecord> records, @Nullable Window window, boolean isEarly) {
        require(records.isEmpty(), "The last invocation of a window has records", records);
        if (window == null) {
            throw new AssertionError("The last invocation of no window");
        }
        for (ModelRecord each : byShard.getOrDefault(shard, List.of())) {
            require(
                    isEarly || each.isOutOfTheWay() || !isIn(window, each),
                    "A window ends before its last record",
                    each);
        }
        return finals.computeIfAbsent(shard + window.start(), name -> {
            ModelBatch closing = new ModelBatch(shard, List.of());
            closing.window = name;
            closing.span = window;
            return closing;
        });
    }

    static List<Integer> numbers(List<ModelRecord> records) {
        return records.stream().map(each -> each.number).toList();
    }

    static boolean isIn(Window window, ModelRecord record) {
        return !record.arrival.isBefore(window.start()) && record.arrival.isBefore(window.end());
    }

    private ModelBatch batchOf(String shard, List<ModelRecord> records) {
        require(!records.isEmpty(), "An empty batch of", shard);
        for (ModelRecord each : records) {
            require(each.state == State.OPEN, "Given again", each);
            require(each.passes, "Given, but should be filtered out", each);
            require(!isTooOld(each), "Given, though too old", each);
        }
        requireParentsFinished(shard);
        if (config.parallelizationFactor() == 1) {
            requireNext(byShard.getOrDefault(shard, List.of()), records);
        }
        Map<String, List<ModelRecord>> perKey = records.stream().collect(Collectors.groupingBy(each -> each.key));
        perKey.forEach((key, own) -> requireNext(byKey.getOrDefault(key, List.of()), own));
        ModelBatch known = records.get(0).batch;
        if (known != null) {
            cutWhatIsGone(known, records);
            require(known.records.equals(records), "Given in another batch than before: " + records, known);
            return known;
        }
        long bytes = records.stream().mapToLong(each -> each.size).sum();
        require(records.size() == 1 || bytes <= World.MAX_PAYLOAD, "More than fits into an event", records);
        int most = config.batchSize().orElse(100);
        require(records.size() <= most, "More than " + most + " records", records);
        require(records.stream().allMatch(each -> each.batch == null), "A mixture of batches", records);
        return remember(new ModelBatch(shard, records));
    }

    /** Without a destination, nobody is told of what is given up since it is gone. */
    private void cutWhatIsGone(ModelBatch known, List<ModelRecord> given) {
        int missing = known.records.size() - given.size();
        if (missing > 0 && config.onFailure().isEmpty()) {
            List<ModelRecord> first = List.copyOf(known.records.subList(0, missing));
            first.forEach(each -> require(each.isGone(), "Left out of its batch", each));
            finish(first, State.DISCARDED);
            known.records.removeAll(first);
        }
        if (known.invocations > 0 && world.isReliable()) {
            long moment = 10_000_000;
            given.forEach(each -> require(
                    !each.isGone() || world.nanos() - each.goneSince < moment, "Tried again, though gone", each));
        }
    }

    /** These are in order, and nothing before them is open. */
    private static void requireNext(List<ModelRecord> domain, List<ModelRecord> records) {
        int place = 0;
        for (ModelRecord each : domain) {
            if (each == records.get(place)) {
                place++;
            } else {
                require(each.isOutOfTheWay(), "Not finished before " + records, each);
            }
            if (place == records.size()) {
                return;
            }
        }
        throw new AssertionError("Not in order: " + records);
    }

    private void requireParentsFinished(String shard) {
        for (String parent : parents.getOrDefault(shard, List.of())) {
            for (ModelRecord each : byShard.getOrDefault(parent, List.of())) {
                require(each.isOutOfTheWay(), "A child of its shard is read already: " + shard, each);
            }
            requireParentsFinished(parent);
        }
    }

    private boolean isTooOld(ModelRecord record) {
        Instant now = world.runtime.time().now();
        return config.maximumRecordAge()
                .filter(age -> Duration.between(record.arrival, now).compareTo(age) > 0)
                .isPresent();
    }

    private static ModelBatch remember(ModelBatch batch) {
        batch.records.forEach(record -> record.batch = batch);
        return batch;
    }

    private void endTimedOut() {
        for (ModelBatch batch : List.copyOf(running)) {
            if (batch.deadline <= world.nanos()) {
                fails(batch);
            }
        }
    }

    /** Whether the deadline of an invocation has not come. */
    boolean isRunning(ModelBatch batch, int invocation) {
        endTimedOut();
        return batch.isRunning && batch.invocations == invocation;
    }

    private void end(ModelBatch batch) {
        batch.isRunning = false;
        batch.deadline = Long.MAX_VALUE;
        running.remove(batch);
        batch.records.forEach(record -> record.state = State.OPEN);
    }

    /**
     * A handler returned, and reports nothing.
     *
     * @param isTooMuch whether the state that it answered is larger than it may be
     */
    void succeeds(ModelBatch batch, boolean isTooMuch) {
        end(batch);
        if (isTooMuch) {
            isTooFull(batch.shard);
        }
        if (batch.records.isEmpty()) {
            closed(batch);
        }
        finish(batch.records, State.HANDLED);
    }

    private static void finish(List<ModelRecord> records, State state) {
        for (ModelRecord each : records) {
            each.state = state;
            each.batch = null;
        }
    }

    /** A handler reports one record and maybe some behind it. */
    void failsFrom(ModelBatch batch, int index, boolean isTooMuch) {
        if (index == 0) {
            fails(batch);
            return;
        }
        end(batch);
        finish(batch.records.subList(0, index), State.HANDLED);
        remember(new ModelBatch(batch.shard, batch.records.subList(index, batch.records.size())));
        if (isTooMuch) {
            isTooFull(batch.shard);
        }
    }

    /** The window ends before what is left, which may come in other batches then. */
    private void isTooFull(String shard) {
        overfull.add(shard);
        byShard.getOrDefault(shard, List.of()).stream()
                .filter(each -> each.state == State.OPEN)
                .forEach(each -> each.batch = null);
    }

    /** A handler threw, or its deadline has come. */
    void fails(ModelBatch batch) {
        end(batch);
        int size = batch.records.size();
        int retries = config.maximumRetryAttempts();
        if (config.bisectsBatchOnFunctionError() && size > 1) {
            int middle = (size + 1) / 2;
            remember(new ModelBatch(batch.shard, batch.records.subList(0, middle)));
            remember(new ModelBatch(batch.shard, batch.records.subList(middle, size)));
        } else if (retries >= 0 && batch.invocations > retries) {
            if (size == 0) {
                closed(batch);
                unreported.add(batch);
            }
            if (config.onFailure().isPresent()) {
                batch.records.forEach(record -> record.state = State.EXHAUSTED);
            } else {
                finish(batch.records, State.DISCARDED);
            }
        }
    }

    // ---- what is given up ------------------------------------------------------------------------------------------

    /** The destination is shown a failure record. */
    void reported(StreamFailureRecord report) {
        endTimedOut();
        lookWhatIsGone();
        StreamBatchInfo info = report.batch();
        world.note("reported: %s", report);
        if (info.batchSize() == 0) {
            ModelBatch closing = unreported.stream()
                    .filter(each -> each.shard.equals(info.shardId()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("No window's end is given up: " + report));
            require(closing.invocations == report.approximateInvokeCount(), "Not as many invocations", closing);
            unreported.remove(closing);
            return;
        }
        List<ModelRecord> all = byShard.getOrDefault(info.shardId(), List.of());
        ModelRecord first = find(info.shardId(), info.startSequenceNumber());
        ModelRecord last = find(info.shardId(), info.endSequenceNumber());
        if (report.condition() == StreamFailureCondition.RETRY_ATTEMPTS_EXHAUSTED) {
            ModelBatch batch = first.batch;
            if (batch == null || first.state != State.EXHAUSTED) {
                throw new AssertionError("Reported, but not given up: " + first);
            }
            require(batch.records.get(0) == first, "Not the first of those given up", first);
            require(batch.records.get(batch.records.size() - 1) == last, "Not the last of those given up", last);
            require(batch.records.size() == info.batchSize(), "Not as many as were given up", batch);
            require(batch.invocations == report.approximateInvokeCount(), "Not as many invocations", batch);
            finish(batch.records, State.DISCARDED);
            return;
        }
        ModelBatch batch = first.batch;
        if (batch == null && config.parallelizationFactor() > 1) {
            // It never came so far as to be given: nobody but the mapping knows which records of other lanes are not in
            // it.
            require(first.isGone() && last.isGone(), "Reported, but not gone", first);
            return;
        }
        List<ModelRecord> domain = batch == null ? all : batch.records;
        List<ModelRecord> old = domain.subList(domain.indexOf(first), domain.indexOf(last) + 1).stream()
                .filter(each -> each.passes)
                .toList();
        require(old.size() == info.batchSize(), "Not as many as are too old", old);
        int invocations = batch == null ? 1 : Math.max(1, batch.invocations);
        require(invocations == report.approximateInvokeCount(), "Not as many invocations", old);
        for (ModelRecord each : old) {
            require(each.state == State.OPEN && each.batch == batch, "Reported, but not open", each);
            require(isTooOld(each) || each.isGone(), "Reported, but neither too old nor gone", each);
        }
        if (batch != null) {
            batch.records.removeAll(old);
        }
        finish(old, State.DISCARDED);
    }

    // ---- checkpoints -----------------------------------------------------------------------------------------------

    /**
     * A consumer, or one that was stopped, begins with these: what they do not tell is to be done again.
     *
     * @param isAnother whether the last one has crashed
     */
    void loaded(Map<String, Checkpoint> checkpoints, MappingConfig now, boolean isAnother) {
        world.note("begins at %s", checkpoints);
        endTimedOut();
        require(isAnother || running.isEmpty(), "Begins while batches of before are being handled", running);
        config = now;
        running.clear();
        finals.clear();
        unreported.clear();
        saved.clear();
        saved.putAll(checkpoints);
        overfull.clear();
        for (ModelRecord each : byNumber.values()) {
            each.batch = null;
            if (!isBehind(checkpoints.get(each.shard), each)) {
                each.state = State.OPEN;
                each.isClosed = false;
            }
        }
        checkpoints.forEach((shard, checkpoint) ->
                checkpoint.window().ifPresent(window -> reopen(shard, OpenWindow.restore(window))));
    }

    /** What a stored window has counted is still to come to its end. */
    private void reopen(String shard, OpenWindow window) {
        if (window.state().length > OpenWindow.MAX_STATE_SIZE) {
            overfull.add(shard);
        }
        Set<Integer> counted = StreamWorld.counted(window.state());
        for (ModelRecord each : byShard.getOrDefault(shard, List.of())) {
            each.isClosed &= !counted.contains(each.number);
        }
    }

    private static boolean isBehind(@Nullable Checkpoint checkpoint, ModelRecord record) {
        return checkpoint != null
                && (checkpoint.isShardEnded() || record.sequenceNumber.compareTo(place(checkpoint)) <= 0);
    }

    private static BigInteger place(@Nullable Checkpoint checkpoint) {
        return checkpoint == null
                ? BigInteger.valueOf(-1)
                : checkpoint.sequenceNumber().map(BigInteger::new).orElse(BigInteger.valueOf(-1));
    }

    /** All before it must be finished. */
    void saved(String shard, Checkpoint checkpoint) {
        endTimedOut();
        lookWhatIsGone();
        Checkpoint before = saved.put(shard, checkpoint);
        require(
                checkpoint.isShardEnded()
                        || (place(before).compareTo(place(checkpoint)) <= 0
                                && (before == null || !before.isShardEnded())),
                "A checkpoint goes back from " + before,
                checkpoint);
        for (ModelRecord each : byShard.getOrDefault(shard, List.of())) {
            require(each.isOutOfTheWay() || !isBehind(checkpoint, each), "Lost at " + checkpoint, each);
        }
    }

    /** Once all is done: every record, filtered out or not, is known to be finished. */
    void requireAllSaved(List<Shard> shards, Map<String, Checkpoint> checkpoints) {
        require(running.isEmpty(), "Still running", running);
        for (ModelRecord each : byNumber.values()) {
            boolean isNotNeeded = each.state == State.OPEN && (each.isGone() || each.isOptional);
            boolean isForgotten = each.isGone() && !checkpoints.containsKey(each.shard);
            require(
                    isNotNeeded || isForgotten || isBehind(checkpoints.get(each.shard), each),
                    "Finished, but not saved " + checkpoints,
                    each);
        }
        Set<String> closed = new HashSet<>();
        shards.forEach(shard -> closed.addAll(shard.parents()));
        for (String each : closed) {
            Checkpoint checkpoint = checkpoints.get(each);
            require(checkpoint != null && checkpoint.isShardEnded(), "A closed shard is not finished", each);
        }
    }

    // ---- windows ---------------------------------------------------------------------------------------------------

    /** What was handled of a window so far, by their numbers. */
    List<Integer> handledIn(String shard, Window window) {
        return byShard.getOrDefault(shard, List.of()).stream()
                .filter(each -> each.state == State.HANDLED && each.passes && !each.isClosed && isIn(window, each))
                .map(each -> each.number)
                .toList();
    }

    private void closed(ModelBatch closing) {
        finals.values().remove(closing);
        overfull.remove(closing.shard);
        Window span = closing.span;
        for (ModelRecord each : byShard.getOrDefault(closing.shard, List.of())) {
            each.isClosed |= span != null && each.state == State.HANDLED && isIn(span, each);
        }
    }

    /** Whether each window that has had a record has come to its end. */
    boolean areWindowsClosed() {
        return byNumber.values().stream()
                .filter(each -> each.passes && each.state == State.HANDLED)
                .allMatch(each -> each.isClosed);
    }
}
