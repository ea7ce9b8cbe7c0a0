package io.faas4j.runtime.telemetry;

import io.micrometer.common.KeyValues;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/** The names and key values of {@link FunctionObservation}; may be extended to change some of them. */
public class FunctionObservationConvention implements ObservationConvention<FunctionObservationContext> {

    private static final String NONE = "none";

    private final FunctionObservation kind;

    /**
     * The convention of one observation.
     *
     * @param kind which
     */
    public FunctionObservationConvention(FunctionObservation kind) {
        this.kind = kind;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof FunctionObservationContext ours && ours.kind() == kind;
    }

    @Override
    public String getName() {
        return kind.getName();
    }

    /** What it is, and the function's name, such as {@code invoke price} and {@code price}. */
    @Override
    public String getContextualName(FunctionObservationContext context) {
        return switch (kind) {
            case INVOKE -> "invoke " + context.functionName();
            case INIT -> "init " + context.functionName();
            case HANDLER -> context.functionName();
        };
    }

    @Override
    public KeyValues getLowCardinalityKeyValues(FunctionObservationContext context) {
        KeyValues always = KeyValues.of(
                FunctionObservation.Key.NAME.withValue(context.functionName()),
                FunctionObservation.Key.VERSION.withValue(context.version().orElse(NONE)),
                FunctionObservation.Key.OUTCOME.withValue(context.outcome()));
        return switch (kind) {
            case INVOKE ->
                always.and(FunctionObservation.Key.QUALIFIER.withValue(
                        context.qualifier().orElse(NONE)));
            case INIT ->
                always.and(FunctionObservation.Key.INIT_PHASE.withValue(
                        context.initPhase().orElse(NONE)));
            case HANDLER ->
                always.and(FunctionObservation.Key.COLD_START.withValue(Boolean.toString(context.isColdStart())));
        };
    }

    @Override
    public KeyValues getHighCardinalityKeyValues(FunctionObservationContext context) {
        String id = context.requestId().map(Object::toString).orElse(NONE);
        return KeyValues.of(FunctionObservation.Key.INVOCATION_ID.withValue(id));
    }
}
