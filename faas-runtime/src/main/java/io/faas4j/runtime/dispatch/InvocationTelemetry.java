package io.faas4j.runtime.dispatch;

import io.faas4j.function.FunctionRef;
import io.faas4j.invocation.FunctionErrorException;
import io.faas4j.invocation.InvocationReport;
import io.faas4j.runtime.context.Caller;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.context.TelemetrySettings;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.logs.Ending;
import io.faas4j.runtime.logs.InitPhase;
import io.faas4j.runtime.logs.InvocationLog;
import io.faas4j.runtime.logs.LogTail;
import io.faas4j.runtime.telemetry.ObservedInvocation;
import io.micrometer.observation.ObservationRegistry;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is told of one invocation that somebody follows: its log lines and their tail, its observations, its MDC keys. The caller
 * tells of the beginning and the answer, the handler's thread of everything between. Whatever fails here is logged, and
 * changes nothing for the invocation.
 */
final class InvocationTelemetry {

    private static final Logger log = LoggerFactory.getLogger(InvocationTelemetry.class);

    private final TelemetrySettings settings;
    private final @Nullable LogTail tail;
    private final @Nullable ObservedInvocation observed;
    private @Nullable InvocationLog lines;

    // Written by the handler's thread alone; any other finds at most that it is not this thread.
    private @Nullable InvocationMdc mdc;
    private @Nullable Thread handlerThread;

    // Only of the caller's side.
    private boolean isAnswered;

    /** Begins on the caller's thread. */
    InvocationTelemetry(TelemetrySettings settings, Caller caller) {
        this.settings = settings;
        this.tail = caller.options().isLogTailAsked() ? new LogTail() : null;
        this.observed = observe(settings.observations(), caller.invoked());
    }

    private static @Nullable ObservedInvocation observe(@Nullable ObservationRegistry registry, FunctionRef invoked) {
        try {
            return registry == null ? null : new ObservedInvocation(registry, invoked);
        } catch (RuntimeException | Error failure) {
            failed(failure);
            return null;
        }
    }

    // ---- by the handler's thread -----------------------------------------------------------------------------------

    /** The making of the handler begins. */
    void initBegins(InvocationContext invocation, InitPhase phase) {
        guarded(() -> {
            InvocationLog written = lines(invocation);
            if (written != null && phase == InitPhase.INIT) {
                written.initStart(invocation.executionContext().initializationType());
            }
        });
        if (observed != null) {
            guarded(() -> observed.initBegins(invocation, phase));
        }
    }

    /** The making of the handler has ended. */
    void initEnded(
            InvocationContext invocation, InitPhase phase, long nanos, boolean isLate, @Nullable Throwable failure) {
        if (observed != null) {
            guarded(() -> observed.initEnded(isLate, failure));
        }
        guarded(() -> {
            InvocationLog written = lines(invocation);
            if (written != null) {
                Ending failed = failure == null ? Ending.SUCCESS : Ending.of(FunctionErrors.of(failure));
                Ending ending = isLate ? Ending.TIMEOUT : failed;
                written.initEnded(invocation.executionContext().initializationType(), phase, nanos, ending);
            }
        });
    }

    /** The handler is about to be called, or made and called. */
    void began(InvocationContext invocation, boolean isCold) {
        handlerThread = Thread.currentThread();
        if (observed != null) {
            guarded(() -> observed.handlerBegins(invocation, isCold));
        }
        if (settings.invocationMdc()) {
            guarded(() -> mdc = new InvocationMdc(invocation));
        }
        guarded(() -> {
            InvocationLog written = lines(invocation);
            if (written != null) {
                written.start();
            }
        });
    }

    /** The handler is called in this one of an invocation's contexts, which differ in their deadlines. */
    void follow(InvocationContext invocation) {
        guarded(() -> {
            InvocationLog written = lines(invocation);
            if (written != null) {
                invocation.followLog(written.ofHandler());
            }
        });
    }

    /** Takes off the current thread what {@link #began} has set there, unless that was done. */
    void left(@Nullable FunctionErrorException failure) {
        if (handlerThread != Thread.currentThread()) {
            return;
        }
        handlerThread = null;
        InvocationMdc set = mdc;
        mdc = null;
        if (set != null) {
            guarded(set::restore);
        }
        if (observed != null) {
            guarded(() -> observed.handlerEnded(failure));
        }
    }

    // ---- by whoever is first to know -------------------------------------------------------------------------------

    /** The invocation has ended. */
    void ended(InvocationContext invocation, InvocationReport report, Ending ending) {
        guarded(() -> {
            InvocationLog written = lines(invocation);
            if (written != null) {
                written.end(report, ending);
            }
        });
    }

    /** Null if neither the function's log nor the caller wants lines. */
    private synchronized @Nullable InvocationLog lines(InvocationContext invocation) {
        InvocationLog made = lines;
        if (made == null) {
            Revision revision = invocation.executionContext().pool().revision();
            boolean isWritten = revision.writesInvocations() && revision.log().takesInvocations();
            if (!isWritten && tail == null) {
                return null;
            }
            made = new InvocationLog(
                    revision.log(),
                    invocation.requestId(),
                    invocation.tenantIdIfAny(),
                    revision.configuration().memoryInMb(),
                    isWritten,
                    tail);
            lines = made;
        }
        return made;
    }

    // ---- by the caller's side --------------------------------------------------------------------------------------

    /** The caller goes on without its answer. */
    void callerLeaves() {
        if (observed != null) {
            guarded(observed::callerLeaves);
        }
    }

    /** The caller has its answer. */
    void answered(InvocationContext invocation) {
        toCaller(told -> told.answered(invocation.requestId(), invocation.functionVersion(), null));
    }

    /** The caller's answer is a function error. */
    void answered(Failed failed) {
        toCaller(told -> told.answered(failed.requestId(), failed.executedVersion(), failed.toException()));
    }

    /** The caller gets no answer, unless it has one. */
    void refused(Throwable refusal) {
        toCaller(told -> told.refused(refusal));
    }

    private void toCaller(Consumer<ObservedInvocation> telling) {
        if (observed != null && !isAnswered) {
            isAnswered = true;
            guarded(() -> telling.accept(observed));
        }
    }

    /** The log's last 4 KB so far; null if nobody asked. */
    byte @Nullable [] tail() {
        return tail == null ? null : tail.bytes();
    }

    private static void guarded(Runnable telling) {
        try {
            telling.run();
        } catch (RuntimeException | Error failure) {
            failed(failure);
        }
    }

    private static void failed(Throwable failure) {
        FailureLog.warn(log, "An invocation could not be told of", failure);
    }
}
