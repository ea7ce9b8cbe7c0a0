package io.faas4j.runtime.context;

import io.faas4j.function.ShutdownReason;
import io.faas4j.runtime.concurrency.Permit;
import io.faas4j.runtime.concurrency.ProvisionedRate;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The provisioned contexts of one pool: initialised ahead of traffic, borrowed before any other, never removed for being idle
 * (rules CONC-16, CTX-15). Safe for use by many threads.
 */
public final class ProvisionedContexts {

    /*
     * I1  wanted = members + vacancies; each of these, and each context that is leaving, has one place.
     * I2  a member that is retired leaves its place to its successor, or makes it vacant until another is initialised.
     *     Whoever is leaving gives its place back.
     * I3  each vacancy has one preparation under way, or a time at which it is tried again.
     * The lock is never held while a context is made, initialised, offered or retired.
     */
    private static final int TRIES = 6;

    /** How many may be renewed at once for being old, or a tenth of all if that is more: they were made together. */
    private static final int RENEWALS = 2;

    /** How long after an init failure a lost context is tried again. */
    private static final Duration RETRY = Duration.ofMinutes(1);

    private final ContextPool pool;
    private final IdleStack idle = new IdleStack();
    private final LongAdder spillovers = new LongAdder();
    private final @Nullable ProvisionedRate rate;
    private final AtomicBoolean isRateAwaited = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<ExecutionContext> members = new LinkedHashSet<>();
    private final Set<ExecutionContext> leaving = new HashSet<>();
    private final Set<ExecutionContext> recycled = new HashSet<>();
    private final Map<ExecutionContext, ExecutionContext> successors = new HashMap<>();
    private int vacancies;
    private long pastInvocations;
    private volatile int wanted;

    ProvisionedContexts(ContextPool pool) {
        this.pool = pool;
        this.rate = pool.concurrency().provisionedRate();
    }

    // ---- borrowing -------------------------------------------------------------------------------------------------

    boolean isServing() {
        return wanted > 0;
    }

    /** Claims an idle context; there is none for an invocation over their request rate. */
    @Nullable
    ExecutionContext claim() {
        return rate == null ? idle.claim() : claimWithin(rate, idle::claim);
    }

    private static @Nullable ExecutionContext claimWithin(
            ProvisionedRate rate, Supplier<@Nullable ExecutionContext> any) {
        Runnable undo = rate.take();
        ExecutionContext claimed = undo == null ? null : any.get();
        if (undo != null && claimed == null) {
            undo.run();
        }
        return claimed;
    }

    /** As {@link #claim}; if none is idle, the next that becomes so has who waits for concurrency served. */
    @Nullable
    ExecutionContext claimOrBeTold() {
        ProvisionedRate limiting = rate;
        if (limiting == null) {
            return claimAnyOrBeTold();
        }
        ExecutionContext claimed = claimWithin(limiting, this::claimAnyOrBeTold);
        if (claimed == null && limiting.nanosUntilNext() > 0) {
            serveWaitingIn(limiting.nanosUntilNext());
        }
        return claimed;
    }

    private void serveWaitingIn(long nanos) {
        if (isRateAwaited.compareAndSet(false, true)) {
            pool.settings().time().scheduleHousekeeping(Duration.ofNanos(nanos), () -> {
                isRateAwaited.set(false);
                pool.concurrency().serveWaitingSoon();
            });
        }
    }

    private @Nullable ExecutionContext claimAnyOrBeTold() {
        ExecutionContext claimed = idle.claim();
        if (claimed != null) {
            return claimed;
        }
        List<ExecutionContext> all;
        lock.lock();
        try {
            all = List.copyOf(members);
        } finally {
            lock.unlock();
        }
        for (ExecutionContext member : all) {
            if (member.claimIdleOrBeTold()) {
                return member;
            }
        }
        return null;
    }

    void push(ExecutionContext context) {
        idle.push(context);
    }

    void forget(ExecutionContext retired) {
        idle.forget(retired);
    }

    void countSpillover() {
        spillovers.increment();
    }

    // ---- allocation ------------------------------------------------------------------------------------------------

    /**
     * Makes contexts to be initialised; none serves before {@link #activate}.
     *
     * @param count how many more
     * @param end told, on another thread, whether all are initialised; false after the six tries of rule CONC-9
     * @return to be started
     */
    public Preparation prepare(int count, Consumer<Boolean> end) {
        return new Preparation(pool, pool.hold(count, true), TRIES, initLimit(), true, end);
    }

    private Duration initLimit() {
        return pool.revision().longInitLimit();
    }

    /**
     * Lets initialised contexts serve.
     *
     * @param prepared has ended well
     * @param places how many contexts it was asked for: so many places of {@link Permit#PROVISIONED} are taken
     */
    public void activate(Preparation prepared, int places) {
        List<ExecutionContext> contexts = prepared.contexts();
        int missing = places - contexts.size();
        lock.lock();
        try {
            members.addAll(contexts);
            vacancies += missing;
            resized();
        } finally {
            lock.unlock();
        }
        contexts.forEach(this::offer);
        pool.clearHints();
        for (int i = 0; i < missing; i++) {
            fillVacancy();
        }
        if (pool.isDraining()) {
            shrinkTo(0);
        }
    }

    private void offer(ExecutionContext member) {
        if (!member.offer(ContextState.PERMIT)) {
            left(member);
        }
    }

    /**
     * Gives up what is too much: vacancies, then idle contexts, then busy ones, when their invocation ends.
     *
     * @param count how many shall stay
     */
    public void shrinkTo(int count) {
        List<ExecutionContext> dismissed;
        int given;
        lock.lock();
        try {
            int tooMany = Math.max(0, wanted - count);
            given = Math.min(tooMany, vacancies);
            vacancies -= given;
            // Not sorted: a context may become busy meanwhile.
            Map<Boolean, List<ExecutionContext>> byBusy =
                    members.stream().collect(Collectors.partitioningBy(ExecutionContext::isBusy));
            dismissed = Stream.of(false, true)
                    .map(byBusy::get)
                    .flatMap(List::stream)
                    .limit(tooMany - given)
                    .toList();
            dismissed.forEach(members::remove);
            leaving.addAll(dismissed);
            resized();
        } finally {
            lock.unlock();
        }
        for (int i = 0; i < given; i++) {
            givePlaceBack();
        }
        dismissed.forEach(ExecutionContext::abandon);
    }

    /** Under the lock. */
    private void resized() {
        wanted = members.size() + vacancies;
        if (rate != null) {
            rate.resize(wanted);
        }
    }

    private void givePlaceBack() {
        pool.concurrency().release(Permit.PROVISIONED);
    }

    // ---- renewal ---------------------------------------------------------------------------------------------------

    /** A context has been retired, or was before it could be offered: its place passes on. */
    void left(ExecutionContext retired) {
        ExecutionContext successor;
        boolean isDismissed;
        boolean isMember;
        lock.lock();
        try {
            pastInvocations += retired.borrowings();
            recycled.remove(retired);
            successor = successors.remove(retired);
            isDismissed = leaving.remove(retired);
            isMember = members.remove(retired);
            if (isMember && successor != null) {
                members.add(successor);
            } else if (isMember) {
                vacancies++;
            }
        } finally {
            lock.unlock();
        }
        if (isDismissed) {
            givePlaceBack();
        }
        if (successor != null && isMember) {
            offer(successor);
        } else if (successor != null) {
            successor.abandon();
        } else if (isMember) {
            fillVacancy();
        }
    }

    private void fillVacancy() {
        if (pool.isDraining()) {
            shrinkTo(0);
            return;
        }
        List<ExecutionContext> made = pool.hold(1, true);
        new Preparation(pool, made, TRIES, initLimit(), true, isReady -> filled(made, isReady)).start();
    }

    private void filled(List<ExecutionContext> made, boolean isReady) {
        if (!isReady) {
            later(this::fillIfVacant);
            return;
        }
        boolean isEntering;
        lock.lock();
        try {
            isEntering = vacancies > 0 && !made.isEmpty();
            if (isEntering) {
                vacancies--;
                members.addAll(made);
            }
        } finally {
            lock.unlock();
        }
        if (isEntering) {
            made.forEach(this::offer);
        } else {
            made.forEach(ExecutionContext::abandon);
        }
        if (pool.isDraining()) {
            shrinkTo(0);
        }
    }

    private void fillIfVacant() {
        boolean isVacant;
        lock.lock();
        try {
            isVacant = vacancies > 0;
        } finally {
            lock.unlock();
        }
        if (isVacant) {
            fillVacancy();
        }
    }

    /**
     * Makes the handler of a reset context again, before anybody borrows it (rules CTX-7, CTX-15). If all tries fail it is
     * offered all the same: the next invocation makes the handler, or tells its caller why it cannot be made.
     */
    void renew(ExecutionContext reset) {
        new Preparation(pool, List.of(reset), TRIES, initLimit(), false, isReady -> reset.offer(0)).start();
    }

    /**
     * Has a successor made for a context that has lived long enough, unless enough others have theirs made just now: then a
     * later sweep comes back to it. The context leaves when its successor is ready (rule CTX-10).
     */
    void recycle(ExecutionContext old) {
        lock.lock();
        try {
            boolean areEnough = recycled.size() >= Math.max(RENEWALS, wanted / 10);
            if (areEnough || !members.contains(old) || !recycled.add(old)) {
                return;
            }
        } finally {
            lock.unlock();
        }
        List<ExecutionContext> made = pool.hold(1, true);
        new Preparation(pool, made, TRIES, initLimit(), true, isReady -> succeed(old, made, isReady)).start();
    }

    private void succeed(ExecutionContext old, List<ExecutionContext> made, boolean isReady) {
        if (!isReady) {
            later(() -> forgetRecycling(old));
            return;
        }
        boolean isSucceeded;
        lock.lock();
        try {
            isSucceeded = members.contains(old) && !made.isEmpty();
            if (isSucceeded) {
                successors.put(old, made.get(0));
            }
        } finally {
            lock.unlock();
        }
        if (isSucceeded) {
            old.retire(ShutdownReason.SPINDOWN);
        } else {
            made.forEach(ExecutionContext::abandon);
        }
    }

    private void forgetRecycling(ExecutionContext old) {
        lock.lock();
        try {
            recycled.remove(old);
        } finally {
            lock.unlock();
        }
    }

    private void later(Runnable task) {
        pool.settings().time().scheduleHousekeeping(RETRY, task);
    }

    // ---- counts ----------------------------------------------------------------------------------------------------

    /** How many contexts have a place: those that serve, and those that are being made again. */
    public int allocated() {
        return wanted;
    }

    /** How many contexts serve, idle or busy. */
    public int available() {
        return count(members::stream, ExecutionContext::isServing);
    }

    /** How many contexts belong to an invocation now, also of those that are leaving. */
    public int busy() {
        return count(() -> Stream.concat(members.stream(), leaving.stream()), ExecutionContext::isBusy);
    }

    private int count(Supplier<Stream<ExecutionContext>> contexts, Predicate<ExecutionContext> which) {
        lock.lock();
        try {
            return (int) contexts.get().filter(which).count();
        } finally {
            lock.unlock();
        }
    }

    /** Invocations that ran on a provisioned context; never less than before. */
    public long invocations() {
        lock.lock();
        try {
            return pastInvocations
                    + Stream.concat(members.stream(), leaving.stream())
                            .mapToLong(ExecutionContext::borrowings)
                            .sum();
        } finally {
            lock.unlock();
        }
    }

    /** Invocations that found no provisioned context free, or were over their rate, and ran on demand; never less than before. */
    public long spillovers() {
        return spillovers.sum();
    }
}
