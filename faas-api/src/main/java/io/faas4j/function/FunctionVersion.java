package io.faas4j.function;

import java.time.Instant;
import java.util.UUID;

/**
 * One version of a function as it is at one moment: {@code $LATEST}, or a published number, which never changes.
 *
 * @param ref the function as it was asked for: without a qualifier if it was asked without (rule ID-6)
 * @param version {@code $LATEST} or the number
 * @param configuration how it runs, its description included
 * @param codeSha256 stands for the code: equal for equal code (rule FN-11)
 * @param revisionId changes with every observable change (rule FN-9)
 * @param lastModified when the code or configuration was last set, to the millisecond (rule FN-11)
 * @param state always {@code Active}: a definition that can be deployed is ready when the call returns (rule FN-4)
 */
public record FunctionVersion(
        FunctionRef ref,
        String version,
        FunctionConfiguration configuration,
        String codeSha256,
        UUID revisionId,
        Instant lastModified,
        State state) {

    /** The states of a version that exist in process (rule FN-8). */
    public enum State {
        /** It can be invoked. */
        ACTIVE
    }

    /** The function's name. */
    public String functionName() {
        return ref.name();
    }

    /** The text for people. */
    public String description() {
        return configuration.description();
    }

    /**
     * The same version, asked for in another way.
     *
     * @param other the reference to show
     */
    public FunctionVersion as(FunctionRef other) {
        return new FunctionVersion(other, version, configuration, codeSha256, revisionId, lastModified, state);
    }
}
