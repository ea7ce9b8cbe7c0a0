package io.faas4j.mapping;

import io.faas4j.mapping.batch.BatchAttempt;
import io.faas4j.mapping.batch.OpenWindow;
import io.faas4j.mapping.batch.TumblingWindows;
import io.faas4j.mapping.batch.WindowStep;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.StreamRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one shard and has its records handled, in their order (section ESM-STREAM): one batch after the other in each lane. A
 * thread works for a lane while there is something to do, and none while there is not.
 */
final class ShardProcessor {

    /*
     * I1  a record that was read waits in its lane, is in an attempt of its lane, or is finished; the checkpoint never stands
     *     behind one that is not finished.
     * I2  a lane has one thread at most (`isAtWork`); its attempts come before what waits in it.
     * I3  one thread at a time reads (`isReading`), and clears `isSignalled` before it does: what is signalled later wakes an idle
     *     lane, or is seen by the first lane that has nothing left to do.
     * Lock order: the checkpoint's lock, then this monitor; neither the source, the store, a destination nor a handler is called
     *     under the monitor.
     */
    private static final Logger log = LoggerFactory.getLogger(ShardProcessor.class);

    /** So many batches a lane are read ahead. */
    private static final int AHEAD = 2;

    /** So many records are read behind one that holds up its lane. */
    private static final int MOST_BEHIND = 100_000;

    /** In the place of a batch: what the lane has given up is to be told to the destination. */
    static final BatchAttempt DELIVERY = BatchAttempt.of(List.of());

    private final StreamEngine engine;
    private final StreamPlan plan;
    private final ShardHold hold;
    private final String shardId;
    private final ShardReader reader;
    private final ShardCheckpoint checkpoint;
    private final TimeSource time;
    private final List<Lane> lanes = new ArrayList<>();

    private volatile boolean isSignalled;
    private volatile boolean isStopped;
    private volatile boolean isGone;

    // Guarded by this object's monitor.
    private final ShardProgress progress;
    private @Nullable OpenWindow window;
    private boolean isReading;
    private boolean mayHaveMore;
    private boolean isEnded;

    /** Whether a lane has the last invocation of a window that nobody wants any more. */
    private boolean isClosingWindow;

    private @Nullable Runnable whenLeft;
    private boolean isLeft;
    private int readFailures;
    private TimeSource.@Nullable Cancellable readRetry;

    ShardProcessor(
            StreamEngine engine, StreamPlan plan, ShardHold hold, ShardReader reader, ShardCheckpoint checkpoint) {
        this.engine = engine;
        this.plan = plan;
        this.hold = hold;
        this.shardId = hold.shardId();
        this.reader = reader;
        this.checkpoint = checkpoint;
        this.time = engine.time();
        this.window = checkpoint.saved().window();
        this.progress = new ShardProgress(checkpoint.saved().sequenceNumber());
        for (int i = 0; i < plan.lanes(); i++) {
            lanes.add(new Lane(time.nanoTime()));
        }
    }

    String shardId() {
        return shardId;
    }

    ShardHold hold() {
        return hold;
    }

    /** The source does not have the shard any more: what was read is tried, but not again (rule ESM-STREAM-5). */
    void gone() {
        isGone = true;
        reader.end();
        wakeOne();
    }

    boolean isGone() {
        return isGone;
    }

    // ---- threads ---------------------------------------------------------------------------------------------------

    /** There may be something to read. */
    void signal() {
        if (!isSignalled) {
            isSignalled = true;
            wakeOne();
        }
    }

    private void wakeOne() {
        Lane found = null;
        synchronized (this) {
            for (Lane lane : lanes) {
                if (!lane.isAtWork && !lane.isResting) {
                    found = lane;
                    break;
                }
            }
        }
        if (found != null) {
            wake(found);
        }
    }

    private void wake(Lane lane) {
        synchronized (this) {
            if (lane.isAtWork || isStopped || isEnded) {
                return;
            }
            lane.isAtWork = true;
            engine.begins();
        }
        try {
            engine.execute(() -> work(lane));
        } catch (RuntimeException | Error noThread) {
            FailureLog.error(log, "No thread could be started for shard {}", shardId, noThread);
            rest(lane, engine.backoff().after(1));
            synchronized (this) {
                lane.isAtWork = false;
            }
            ends();
        }
    }

    private void work(Lane lane) {
        boolean isLost = false;
        try {
            do {
                BatchAttempt next = next(lane);
                while (next != null) {
                    isLost = !engine.run(this, lane, next, window());
                    next = isLost ? null : next(lane);
                }
            } while (!isLost && !leaves(lane));
        } catch (RuntimeException | Error unexpected) {
            FailureLog.error(log, "A thread of shard {} failed", shardId, unexpected);
            broken(lane);
        }
        if (!isLost) {
            ends();
        }
    }

    /** A thread leaves: the last one after {@link #stop} tells so. */
    private void ends() {
        tellIfLeft();
        engine.ends();
    }

    private void tellIfLeft() {
        Runnable told;
        synchronized (this) {
            told = whenLeft;
            if (told == null || lanes.stream().anyMatch(lane -> lane.isAtWork)) {
                return;
            }
            isLeft = true;
            whenLeft = null;
        }
        told.run();
    }

    private synchronized @Nullable OpenWindow window() {
        return window;
    }

    /** Whether its thread ends: what comes from now on wakes it again. */
    private boolean leaves(Lane lane) {
        boolean isLast;
        synchronized (this) {
            boolean isToRead = isSignalled
                    && !isReading
                    && hasRoom()
                    && !lane.isResting
                    && !reader.isAtEnd()
                    && !hasUnwantedWindow();
            // Given to it by another lane, or gathered long enough, since it looked.
            boolean isToForm = lane.alarm == null && !lane.isResting && !lane.waiting.isEmpty();
            if ((isToRead || isToForm) && !isStopped) {
                return false;
            }
            lane.isAtWork = false;
            // Not while another lane reads: the shard may be gone, and what was read of it still on its way.
            isLast = reader.isAtEnd() && !isReading && isAllDone() && !isStopped && !isEnded;
        }
        if (isLast) {
            end(lane);
        }
        return true;
    }

    /** Its thread is lost to a handler, or a destination, that goes on beyond its time. */
    void lost(Lane lane) {
        synchronized (this) {
            lane.isAtWork = false;
        }
        wake(lane);
        ends();
    }

    private void broken(Lane lane) {
        synchronized (this) {
            if (lane.running != null) {
                lane.attempts.addFirst(lane.running);
                lane.running = null;
            }
            lane.isAtWork = false;
        }
        rest(lane, engine.backoff().after(1));
    }

    /** Nothing happens in a lane for some time; other lanes may read records for it. */
    synchronized void rest(Lane lane, Duration delay) {
        if (!isStopped) {
            lane.cancelAlarm();
            lane.isResting = true;
            lane.alarm = time.schedule(delay, () -> rested(lane));
        }
    }

    /** The source could not be read: what was read before is handled meanwhile. */
    private synchronized void readLater(Lane lane) {
        Duration delay = engine.backoff().after(++readFailures);
        if (lane.waiting.isEmpty() && !isStopped) {
            lane.cancelAlarm();
            lane.isResting = true;
            lane.alarm = time.scheduleHousekeeping(delay, () -> rested(lane));
        } else if (readRetry == null && !isStopped) {
            readRetry = time.scheduleHousekeeping(delay, this::readAgain);
        }
    }

    private void readAgain() {
        synchronized (this) {
            readRetry = null;
        }
        signal();
    }

    private void rested(Lane lane) {
        synchronized (this) {
            lane.isResting = false;
            lane.alarm = null;
        }
        wake(lane);
    }

    /**
     * Begins nothing new. Idempotent.
     *
     * @param left called once, when nothing is being handled any more
     * @return false if it was stopped before
     */
    boolean stop(Runnable left) {
        synchronized (this) {
            if (isStopped) {
                return false;
            }
            isStopped = true;
            whenLeft = left;
            lanes.forEach(Lane::cancelAlarm);
            if (readRetry != null) {
                readRetry.cancel();
            }
        }
        tellIfLeft();
        return true;
    }

    /** Whether nothing is being handled any more, and nothing will be. */
    synchronized boolean isLeft() {
        return isLeft;
    }

    /** Leaves the shard to others, where it is now. */
    void release() throws Exception {
        try {
            checkpoint.save(this::position);
        } catch (LeaseLostException isAnothers) {
            // Who goes on from what was saved before.
        }
        hold.release();
    }

    synchronized int inFlight() {
        return lanes.stream().mapToInt(Lane::inFlight).sum();
    }

    // ---- what comes next -------------------------------------------------------------------------------------------

    /** A batch to be handled; null if there is none now. */
    private @Nullable BatchAttempt next(Lane lane) {
        if (isStopped || !settleFirst(lane)) {
            return null;
        }
        synchronized (this) {
            if (lane.isResting) {
                return null;
            }
            if (lane.undelivered != null) {
                return DELIVERY;
            }
            if (isWindowTooFull(lane)) {
                lane.takeApart();
            }
            if (!lane.attempts.isEmpty()) {
                return begin(lane, lane.attempts.removeFirst());
            }
            if (hasUnwantedWindow()) {
                return closeUnwantedWindow(lane);
            }
        }
        read(lane);
        synchronized (this) {
            BatchAttempt formed = isStopped || lane.isResting ? null : form(lane);
            return formed == null ? null : begin(lane, formed);
        }
    }

    /** Whether a part of a batch has made the window's state too large: the rest belongs to the next one (rule ESM-STREAM-19). */
    private boolean isWindowTooFull(Lane lane) {
        BatchAttempt first = lane.attempts.peekFirst();
        return first != null && !first.records().isEmpty() && window != null && window.isTerminatedEarly();
    }

    /** Whether a window is open, though the mapping has none any more: it comes to its end before anything is read. */
    private boolean hasUnwantedWindow() {
        return window != null && plan.windows() == null;
    }

    private @Nullable BatchAttempt closeUnwantedWindow(Lane lane) {
        if (window == null || isClosingWindow) {
            return null;
        }
        isClosingWindow = true;
        window = window.cutShort();
        return begin(lane, BatchAttempt.of(List.of()));
    }

    /** What has to be saved before anything else; false if that did not succeed. */
    private boolean settleFirst(Lane lane) {
        synchronized (this) {
            if (lane.isResting) {
                return false;
            }
        }
        if (!hold.isValid()) {
            rest(lane, engine.backoff().after(1));
            return false;
        }
        return save(lane);
    }

    private BatchAttempt begin(Lane lane, BatchAttempt attempt) {
        lane.running = attempt;
        lane.cancelAlarm();
        return attempt;
    }

    private @Nullable BatchAttempt form(Lane lane) {
        TumblingWindows windows = plan.windows();
        if (!lane.waiting.isEmpty() && isGathering(lane)) {
            return null;
        }
        if (windows != null) {
            return formInWindow(lane, windows);
        }
        if (lane.waiting.isEmpty()) {
            return null;
        }
        StreamRecord[] first = lane.waiting.first(plan.batchSize());
        int fitting = plan.fitting(shardId, first, null);
        lane.waiting.drop(fitting);
        return BatchAttempt.of(List.of(fitting == first.length ? first : Arrays.copyOf(first, fitting)));
    }

    /** Whether more may come before the batch goes (rules ESM-15, ESM-17). */
    private boolean isGathering(Lane lane) {
        long left = lane.windowOpenedNanos + plan.window().toNanos() - time.nanoTime();
        if (left <= 0 || lane.waiting.size() >= plan.batchSize() || reader.isAtEnd()) {
            return false;
        }
        lane.cancelAlarm();
        lane.alarm = time.schedule(Duration.ofNanos(left), () -> gathered(lane));
        return true;
    }

    private void gathered(Lane lane) {
        synchronized (this) {
            if (!lane.isResting) {
                lane.alarm = null;
            }
        }
        wake(lane);
    }

    private @Nullable BatchAttempt formInWindow(Lane lane, TumblingWindows windows) {
        List<StreamRecord> first = List.of(lane.waiting.first(plan.batchSize()));
        boolean isAllRead = first.isEmpty();
        WindowStep step = windows.next(window, first, isAllRead ? reader.tip() : null, isAllRead && reader.isAtEnd());
        if (step instanceof WindowStep.Invoke invoke) {
            window = invoke.window();
            int fitting = plan.fitting(shardId, invoke.records().toArray(new StreamRecord[0]), window);
            lane.waiting.drop(fitting);
            return BatchAttempt.of(invoke.records().subList(0, fitting));
        }
        if (step instanceof WindowStep.Close close) {
            window = close.window();
            return BatchAttempt.of(List.of());
        }
        if (window != null) {
            Duration left = Duration.between(time.now(), window.window().end());
            lane.cancelAlarm();
            lane.alarm = time.schedule(left, () -> {
                isSignalled = true;
                wake(lane);
            });
        }
        return null;
    }

    // ---- reading ---------------------------------------------------------------------------------------------------

    private boolean hasRoom() {
        return progress.unfinished() < AHEAD * plan.batchSize() * lanes.size() && progress.open() < MOST_BEHIND;
    }

    private void read(Lane lane) {
        synchronized (this) {
            if (isReading || reader.isAtEnd() || !hasRoom() || lane.waiting.size() >= plan.batchSize()) {
                return;
            }
            isReading = true;
        }
        boolean isMore = false;
        try {
            isSignalled = false;
            do {
                isMore = reader.read(plan.batchSize() * lanes.size(), time.now(), this::add);
            } while (isMore && isShortOfRecords(lane));
            hasBeenRead();
        } catch (Exception | LinkageError unreachable) {
            engine.progress().problem("The stream could not be read", unreachable);
            readLater(lane);
        } finally {
            synchronized (this) {
                isReading = false;
                mayHaveMore = isMore;
            }
        }
        save(lane);
        wakeOthers(lane);
    }

    private synchronized void hasBeenRead() {
        readFailures = 0;
    }

    private synchronized boolean isShortOfRecords(Lane lane) {
        return hasRoom() && lane.waiting.size() < plan.batchSize() && !isStopped;
    }

    private void add(List<StreamRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        if (plan.isFiltering()) {
            addPassing(records, filteredOut(records));
        } else if (lanes.size() > 1) {
            addPassing(records, new BitSet(0));
        } else {
            addAll(records.toArray(new StreamRecord[0]));
        }
    }

    private void addAll(StreamRecord[] records) {
        engine.progress().tally().polled(records.length, 0);
        synchronized (this) {
            progress.read(records);
            lanes.get(0).waiting.addAll(records);
        }
    }

    private void addPassing(List<StreamRecord> records, BitSet out) {
        engine.progress().tally().polled(records.size(), out.cardinality());
        synchronized (this) {
            for (int i = 0; i < records.size(); i++) {
                StreamRecord record = records.get(i);
                progress.read(record, out.get(i));
                if (!out.get(i)) {
                    lanes.get(lane(record)).waiting.add(record);
                }
            }
        }
    }

    private BitSet filteredOut(List<StreamRecord> records) {
        BitSet out = new BitSet(records.size());
        for (int i = 0; i < records.size(); i++) {
            out.set(i, !plan.passes(shardId, records.get(i)));
        }
        return out;
    }

    private int lane(StreamRecord record) {
        int count = lanes.size();
        return count == 1 ? 0 : Math.floorMod(spread(record.partitionKey().hashCode()), count);
    }

    /** Neighbouring hash codes go to different lanes, whatever their number. */
    private static int spread(int hash) {
        return (hash * 0x9E3779B9) >>> 8;
    }

    /** Those that have records to begin with; and one that goes on reading, if there is more. */
    private void wakeOthers(Lane own) {
        if (lanes.size() == 1) {
            return;
        }
        List<Lane> given = new ArrayList<>();
        boolean isMore;
        synchronized (this) {
            for (Lane lane : lanes) {
                if (lane != own && !lane.isAtWork && !lane.isResting && hasToBegin(lane)) {
                    given.add(lane);
                }
            }
            isMore = (mayHaveMore || isSignalled) && hasRoom();
        }
        given.forEach(this::wake);
        if (isMore) {
            wakeOne();
        }
    }

    /** Not if it gathers: it is woken in time, and two of them would wake each other without end. */
    private boolean hasToBegin(Lane lane) {
        boolean isGathering = lane.alarm != null && lane.waiting.size() < plan.batchSize() && !reader.isAtEnd();
        return !lane.waiting.isEmpty() && !isGathering;
    }

    // ---- what was done ---------------------------------------------------------------------------------------------

    /** A batch came back from its handler. */
    synchronized void returned(Lane lane) {
        lane.windowOpenedNanos = time.nanoTime();
    }

    /** These come next in the lane, in this order, before all else. */
    synchronized void putBack(Lane lane, BatchAttempt... next) {
        for (int i = next.length - 1; i >= 0; i--) {
            lane.attempts.addFirst(next[i]);
        }
        lane.running = null;
    }

    /** What is left to be told to the destination; null if nothing is. */
    synchronized @Nullable Undelivered undelivered(Lane lane) {
        return lane.undelivered;
    }

    synchronized void undelivered(Lane lane, @Nullable Undelivered open) {
        lane.undelivered = open;
        lane.running = null;
    }

    /** The window after a batch: null once it is closed. */
    synchronized void window(@Nullable OpenWindow next) {
        window = next;
    }

    /** Nothing is left to do about these, which are in the order of the shard. */
    void finish(Lane lane, List<StreamRecord> records) {
        boolean wasFull;
        synchronized (this) {
            wasFull = !hasRoom();
            progress.finish(records);
            lane.running = null;
        }
        save(lane);
        if (wasFull && lanes.size() > 1) {
            wakeOthers(lane);
        }
    }

    /** Saves how far it is; false if that failed, and is tried again before the lane goes on. */
    private boolean save(Lane lane) {
        try {
            checkpoint.save(this::position);
            return true;
        } catch (LeaseLostException isAnothers) {
            engine.lost(this);
            return false;
        } catch (Exception | LinkageError unreachable) {
            engine.progress().problem("The checkpoint could not be saved", unreachable);
            rest(lane, engine.backoff().after(1));
            return false;
        }
    }

    private synchronized ShardCheckpoint.Position position() {
        return new ShardCheckpoint.Position(progress.finished(), window);
    }

    private boolean isAllDone() {
        return window == null && progress.open() == 0 && lanes.stream().allMatch(Lane::isEmpty);
    }

    private void end(Lane lane) {
        try {
            checkpoint.end();
        } catch (LeaseLostException isAnothers) {
            engine.lost(this);
            return;
        } catch (Exception | LinkageError unreachable) {
            engine.progress().problem("The checkpoint could not be saved", unreachable);
            rest(lane, engine.backoff().after(1));
            return;
        }
        synchronized (this) {
            isEnded = true;
        }
        engine.ended(this);
    }

    /** When the newest of some records arrived. */
    static @Nullable Instant lastArrival(List<StreamRecord> records) {
        return records.isEmpty() ? null : records.get(records.size() - 1).approximateArrival();
    }
}
