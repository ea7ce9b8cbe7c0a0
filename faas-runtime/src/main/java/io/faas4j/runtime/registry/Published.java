package io.faas4j.runtime.registry;

import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionVersion;
import io.faas4j.runtime.context.Revision;

/**
 * A version: what is said of it, and what runs.
 *
 * @param info what is said of it, {@code $LATEST} under the unqualified reference
 * @param revision what runs
 * @param source the definition as {@code $LATEST} had it, to see whether anything changed since
 */
record Published(FunctionVersion info, Revision revision, FunctionDefinition<?, ?> source) {

    /** Whether a publish of this definition would give the same version again (rule VER-2). */
    boolean isOf(FunctionDefinition<?, ?> latest) {
        return source.code().equals(latest.code())
                && source.configuration().equals(latest.configuration())
                && source.eventType().equals(latest.eventType())
                && source.resultType().equals(latest.resultType());
    }
}
