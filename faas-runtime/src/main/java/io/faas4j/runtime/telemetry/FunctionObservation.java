package io.faas4j.runtime.telemetry;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of one invocation, as Lambda's two trace segments have them (rule XRAY-1): the service's side, and the
 * function's, with its init phase.
 *
 * <table>
 * <caption>Names and key values; those marked * are of high cardinality</caption>
 * <tr><th>observation</th><th>from, to</th><th>parent</th><th>key values</th></tr>
 * <tr><td>{@code faas.invoke}</td><td>the caller invokes; it has its answer, or is refused</td>
 *     <td>what the caller observes; in a handler its {@code faas.handler}</td>
 *     <td>{@code faas.name}, {@code faas.qualifier}, {@code faas.version}, {@code faas.outcome}, {@code faas.invocation_id}*</td></tr>
 * <tr><td>{@code faas.init}</td><td>the making of a handler</td><td>{@code faas.invoke}; {@code faas.handler} if it runs within
 *     the invocation</td>
 *     <td>{@code faas.name}, {@code faas.version}, {@code faas.init_phase}, {@code faas.outcome}, {@code faas.invocation_id}*</td></tr>
 * <tr><td>{@code faas.handler}</td><td>the handler is called; it has returned, also after its deadline</td>
 *     <td>{@code faas.invoke}</td>
 *     <td>{@code faas.name}, {@code faas.version}, {@code faas.coldstart}, {@code faas.outcome}, {@code faas.invocation_id}*</td></tr>
 * </table>
 *
 * <p>The outcomes are {@code success}, {@code function_error}, {@code timeout}, {@code throttled} and {@code refused}. All but the
 * first have an error recorded. To name things otherwise, register a
 * {@link io.micrometer.observation.GlobalObservationConvention} for {@link FunctionObservationContext}.
 */
public enum FunctionObservation implements ObservationDocumentation {
    /** One invocation as its caller sees it. */
    INVOKE("faas.invoke", Key.NAME, Key.QUALIFIER, Key.VERSION, Key.OUTCOME),
    /** The making of a handler. */
    INIT("faas.init", Key.NAME, Key.VERSION, Key.INIT_PHASE, Key.OUTCOME),
    /** One call of a handler. */
    HANDLER("faas.handler", Key.NAME, Key.VERSION, Key.COLD_START, Key.OUTCOME);

    private final String text;

    @SuppressWarnings("ImmutableEnumChecker") // never changed
    private final KeyName[] low;

    FunctionObservation(String text, KeyName... low) {
        this.text = text;
        this.low = low;
    }

    @Override
    public String getName() {
        return text;
    }

    @Override
    public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
        return FunctionObservationConvention.class;
    }

    @Override
    public KeyName[] getLowCardinalityKeyNames() {
        return low.clone();
    }

    @Override
    public KeyName[] getHighCardinalityKeyNames() {
        return new KeyName[] {Key.INVOCATION_ID};
    }

    /** The names of the key values; they are those of OpenTelemetry where it has them. */
    public enum Key implements KeyName {
        /** The function's name. */
        NAME("faas.name"),
        /** The qualifier it was addressed with; {@code none} for none. */
        QUALIFIER("faas.qualifier"),
        /** The version that ran; {@code none} if none did. */
        VERSION("faas.version"),
        /** How it ended; {@code none} before. */
        OUTCOME("faas.outcome"),
        /** Whether a handler was made for it: {@code true} or {@code false}. */
        COLD_START("faas.coldstart"),
        /** {@code init}, or {@code invoke} if it runs within the invocation. */
        INIT_PHASE("faas.init_phase"),
        /** The request id; {@code none} before there is one. */
        INVOCATION_ID("faas.invocation_id");

        private final String text;

        Key(String text) {
            this.text = text;
        }

        @Override
        public String asString() {
            return text;
        }
    }
}
