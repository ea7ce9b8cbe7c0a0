package io.faas4j.runtime.context;

import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.logs.Ending;
import io.faas4j.runtime.logs.InitPhase;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.TimeSource.Cancellable;
import io.faas4j.runtime.time.Worker;
import io.faas4j.runtime.travel.CarriedContext;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Held contexts that are initialised ahead of traffic, all next to each other (rule CTX-15). Safe for use by many threads.
 */
public final class Preparation {

    /*
     * I1  the end is told once: when all are initialised, or as soon as one has used up its tries, or never after a cancel().
     * I2  after a failure that ends all, or a cancel(), every context is retired, at once or by the thread that is at work on it.
     */
    private static final Logger log = LoggerFactory.getLogger(Preparation.class);

    private final ContextPool pool;
    private final List<ExecutionContext> contexts;
    private final int tries;
    private final Duration limit;
    private final boolean endsFailed;
    private final Consumer<Boolean> end;
    private final AtomicInteger left;
    private final AtomicBoolean isOver = new AtomicBoolean();
    private volatile @Nullable Cancellable waiting;

    /**
     * Nothing begun yet.
     *
     * @param contexts held
     * @param tries how often each is tried
     * @param limit how long one try may take
     * @param endsFailed whether all contexts are retired after a failure
     * @param end told whether all are initialised, on another thread
     */
    Preparation(
            ContextPool pool,
            List<ExecutionContext> contexts,
            int tries,
            Duration limit,
            boolean endsFailed,
            Consumer<Boolean> end) {
        this.pool = pool;
        this.contexts = contexts;
        this.tries = tries;
        this.limit = limit;
        this.endsFailed = endsFailed;
        this.end = end;
        this.left = new AtomicInteger(contexts.size());
    }

    List<ExecutionContext> contexts() {
        return contexts;
    }

    /** Begins; the end may be told before this returns. */
    public void start() {
        if (contexts.isEmpty()) {
            pool.contexts().runSoon(() -> finish(true));
        }
        for (int i = 0; i < contexts.size() && !isOver.get(); i++) {
            begin(contexts.get(i));
        }
    }

    /** As {@link #start}, but no faster than the function may have contexts provisioned. */
    public void startAtRate() {
        if (contexts.isEmpty()) {
            start();
        } else {
            beginFrom(0);
        }
    }

    private void beginFrom(int first) {
        for (int i = first; i < contexts.size() && !isOver.get(); i++) {
            long nanos = pool.concurrency().admitProvisioned();
            if (nanos > 0) {
                goOnIn(nanos, i);
                return;
            }
            begin(contexts.get(i));
        }
    }

    private void goOnIn(long nanos, int next) {
        Runnable goOn = () -> pool.contexts().runSoon(() -> beginFrom(next));
        try {
            Cancellable scheduled = pool.settings().time().scheduleHousekeeping(Duration.ofNanos(nanos), goOn);
            waiting = scheduled;
            if (isOver.get()) {
                scheduled.cancel();
            }
        } catch (RuntimeException | Error notScheduled) {
            log.error("No more contexts of {} could be scheduled", pool.revision(), notScheduled);
            pool.contexts().runSoon(() -> finish(false));
        }
    }

    /** A context that will run on its own thread is also initialised there, unless its handler will serve many threads. */
    private void begin(ExecutionContext context) {
        if (!pool.revision().runsOnWorker() || context.sharesHandler() || context.isRetired()) {
            pool.contexts().initThreads().initialize(() -> initialize(context));
            return;
        }
        Worker worker = context.worker();
        try {
            worker.execute(() -> initializeOnOwnThread(context));
        } catch (RuntimeException | Error notStarted) {
            if (context.isRetired()) {
                pool.contexts().runSoon(() -> initialize(context));
            } else {
                FailureLog.error(log, "The thread of {} could not be started", context, notStarted);
                pool.contexts().runSoon(() -> finish(false));
            }
        }
        // Who retires a context closes the thread it finds: it finds this one, or is seen here, or both.
        if (context.isRetired()) {
            worker.close();
        }
    }

    /** The first invocation on that thread finds nothing that its caller did not carry. */
    private void initializeOnOwnThread(ExecutionContext context) {
        try {
            initialize(context);
        } finally {
            CarriedContext.clear();
        }
    }

    private void initialize(ExecutionContext context) {
        Throwable failure = null;
        for (int i = 0; i < tries && !isOver.get(); i++) {
            Try attempt = new Try(context);
            if (attempt.isDone()) {
                if (left.decrementAndGet() == 0) {
                    finish(true);
                }
                return;
            }
            failure = attempt.failure;
        }
        if (finish(false)) {
            FailureLog.warn(log, "{} could not be initialised ahead of traffic", context, failure);
        }
    }

    private boolean finish(boolean isReady) {
        if (!end()) {
            return false;
        }
        if (!isReady && endsFailed) {
            contexts.forEach(ExecutionContext::abandon);
        }
        end.accept(isReady);
        return true;
    }

    /** Retires all contexts, unless the end was told already: then they are its hearer's. */
    public void cancel() {
        if (end()) {
            abandon();
        }
    }

    private boolean end() {
        boolean isFirst = isOver.compareAndSet(false, true);
        Cancellable scheduled = waiting;
        if (isFirst && scheduled != null) {
            scheduled.cancel();
        }
        return isFirst;
    }

    /** Retires all contexts that were not offered. */
    public void abandon() {
        contexts.forEach(ExecutionContext::abandon);
    }

    /** One init phase of one context. */
    private final class Try implements TimeoutListener {

        private final ExecutionContext context;
        private final TimeSource time = pool.settings().time();
        private final Runnable giveUpThread = pool.contexts().initThreads().abandonment();
        private volatile boolean hasEnded;
        private @Nullable Throwable failure;

        Try(ExecutionContext context) {
            this.context = context;
        }

        /** Runs the phase; true if the context is initialised, or not wanted any more. */
        @SuppressWarnings("IllegalCatch")
        boolean isDone() {
            long begun = time.nanoTime();
            if (!context.beginAhead(Thread.currentThread(), begun + limit.toNanos(), this)) {
                return true;
            }
            try {
                context.initialize();
            } catch (Throwable thrown) {
                failure = thrown;
            }
            hasEnded = true;
            tell(time.nanoTime() - begun);
            return context.endAhead(failure == null, failure instanceof InterruptedException) && failure == null;
        }

        /** An init phase ahead of traffic is reported always (rule LOG-4); whatever fails here changes nothing for it. */
        private void tell(long nanos) {
            try {
                Revision revision = pool.revision();
                if (revision.writesInvocations() && revision.log().takesInvocations()) {
                    Throwable thrown = failure instanceof InitFault ? failure.getCause() : failure;
                    Ending ending = nanos >= limit.toNanos() ? Ending.TIMEOUT : Ending.ofInit(thrown);
                    revision.log().initEnded(context.initializationType(), InitPhase.INIT, nanos, ending);
                }
            } catch (RuntimeException | Error notTold) {
                FailureLog.warn(log, "The init phase of {} could not be told of", context, notTold);
            }
        }

        /** The phase is over its limit and was interrupted: one that takes no notice fails the whole. */
        @Override
        public void timedOut() {
            Duration grace = Duration.ofNanos(pool.contexts().interruptGraceNanos());
            time.scheduleHousekeeping(grace, () -> {
                if (!hasEnded) {
                    giveUpThread.run();
                    context.abandon();
                    pool.contexts().runSoon(() -> finish(false));
                }
            });
        }
    }
}
