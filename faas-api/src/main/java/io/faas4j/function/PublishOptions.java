package io.faas4j.function;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a publish may say and ask for (rules VER-4, VER-5). Immutable; each method gives a changed copy. */
public final class PublishOptions {

    /** Nothing said, nothing asked for. */
    public static final PublishOptions NONE = new PublishOptions(null, null, null);

    private final @Nullable String description;
    private final @Nullable String codeSha256;
    private final @Nullable UUID expectedRevision;

    private PublishOptions(@Nullable String description, @Nullable String codeSha256, @Nullable UUID expectedRevision) {
        this.description = description;
        this.codeSha256 = codeSha256;
        this.expectedRevision = expectedRevision;
    }

    /**
     * Describes the version; without it, it has the description of {@code $LATEST}.
     *
     * @param text at most 256 characters
     */
    public PublishOptions description(String text) {
        return new PublishOptions(Descriptions.require(text), codeSha256, expectedRevision);
    }

    /**
     * Publishes only this code.
     *
     * @param sha256 what {@link FunctionVersion#codeSha256()} of {@code $LATEST} must be
     */
    public PublishOptions ifCodeSha256(String sha256) {
        return new PublishOptions(description, sha256, expectedRevision);
    }

    /**
     * Publishes only this revision.
     *
     * @param revision what {@link FunctionVersion#revisionId()} of {@code $LATEST} must be
     */
    public PublishOptions ifRevision(UUID revision) {
        return new PublishOptions(description, codeSha256, revision);
    }

    /** The version's description, if set. */
    public Optional<String> description() {
        return Optional.ofNullable(description);
    }

    /** The code that is asked for, if set. */
    public Optional<String> codeSha256() {
        return Optional.ofNullable(codeSha256);
    }

    /** The revision that is asked for, if set. */
    public Optional<UUID> expectedRevision() {
        return Optional.ofNullable(expectedRevision);
    }
}
