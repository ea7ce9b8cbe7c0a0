package io.faas4j.runtime.telemetry;

import io.micrometer.observation.Observation;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What an observation of an invocation is about. Written by the runtime while the observation goes on. */
public final class FunctionObservationContext extends Observation.Context {

    private final FunctionObservation kind;
    private final String functionName;
    private @Nullable String qualifier;
    private @Nullable String version;
    private @Nullable UUID requestId;
    private String outcome = "none";
    private @Nullable String initPhase;
    private boolean coldStart;

    FunctionObservationContext(FunctionObservation kind, String functionName) {
        this.kind = kind;
        this.functionName = functionName;
    }

    /** Which of the observations this is. */
    public FunctionObservation kind() {
        return kind;
    }

    /** The function's name. */
    public String functionName() {
        return functionName;
    }

    /** The qualifier that the caller named; only of {@link FunctionObservation#INVOKE}. */
    public Optional<String> qualifier() {
        return Optional.ofNullable(qualifier);
    }

    /** The version that runs; not known before the end of {@link FunctionObservation#INVOKE}. */
    public Optional<String> version() {
        return Optional.ofNullable(version);
    }

    /** The invocation's id; not known before the end of {@link FunctionObservation#INVOKE}. */
    public Optional<UUID> requestId() {
        return Optional.ofNullable(requestId);
    }

    /** How it ended: see {@link FunctionObservation}; {@code none} before. */
    public String outcome() {
        return outcome;
    }

    /** {@code init} or {@code invoke}; only of {@link FunctionObservation#INIT}. */
    public Optional<String> initPhase() {
        return Optional.ofNullable(initPhase);
    }

    /** Whether a handler was made for the invocation; only of {@link FunctionObservation#HANDLER}. */
    public boolean isColdStart() {
        return coldStart;
    }

    void addressed(@Nullable String by) {
        this.qualifier = by;
    }

    void ran(UUID id, String executedVersion) {
        this.requestId = id;
        this.version = executedVersion;
    }

    void ended(String how) {
        this.outcome = how;
    }

    void inPhase(String phase) {
        this.initPhase = phase;
    }

    void coldStart(boolean isCold) {
        this.coldStart = isCold;
    }
}
