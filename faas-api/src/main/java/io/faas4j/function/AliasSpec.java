package io.faas4j.function;

import io.faas4j.error.ValidationException;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an alias shall be: for a creation all of it, for an update what is to change (rule ALIAS-8). Immutable; each
 * {@code with} method gives a changed copy.
 *
 * <pre>{@code AliasSpec.of("live").version("1").routing(Routing.to("2", 0.10)) }</pre>
 */
public final class AliasSpec {

    private static final Pattern NAME = Pattern.compile("(?!^[0-9]+$)[a-zA-Z0-9\\-_]+");
    private static final Pattern VERSION = Pattern.compile("\\$LATEST|[0-9]+");
    private static final int MAX_NAME = 128;

    private final String name;
    private final @Nullable String functionVersion;
    private final @Nullable Routing routing;
    private final @Nullable String description;
    private final @Nullable UUID expectedRevision;

    private AliasSpec(
            String name,
            @Nullable String functionVersion,
            @Nullable Routing routing,
            @Nullable String description,
            @Nullable UUID expectedRevision) {
        this.name = name;
        this.functionVersion = functionVersion;
        this.routing = routing;
        this.description = description;
        this.expectedRevision = expectedRevision;
    }

    /**
     * An alias by its name, nothing else set.
     *
     * @param name 1 to 128 of {@code [a-zA-Z0-9-_]}, not all digits (rule ID-3)
     * @throws ValidationException at {@code name} otherwise
     */
    public static AliasSpec of(String name) {
        if (name.length() > MAX_NAME) {
            throw ValidationException.of("name", name, "Member must have length less than or equal to " + MAX_NAME);
        }
        if (!NAME.matcher(name).matches()) {
            throw ValidationException.of(
                    "name", name, "Member must satisfy regular expression pattern: (?!^[0-9]+$)([a-zA-Z0-9-_]+)");
        }
        return new AliasSpec(name, null, null, null, null);
    }

    /**
     * Sets the primary version.
     *
     * @param version a version number or {@code $LATEST}
     * @throws ValidationException at {@code functionVersion} otherwise: an alias cannot point to an alias
     */
    public AliasSpec version(String version) {
        if (!VERSION.matcher(version).matches()) {
            throw ValidationException.of(
                    "functionVersion", version, "Member must satisfy regular expression pattern: (\\$LATEST|[0-9]+)");
        }
        return new AliasSpec(name, version, routing, description, expectedRevision);
    }

    /**
     * Sets the weighted second version.
     *
     * @param value {@link Routing#NONE} clears it
     */
    public AliasSpec routing(Routing value) {
        return new AliasSpec(name, functionVersion, value, description, expectedRevision);
    }

    /**
     * Sets the text for people.
     *
     * @param text at most 256 characters
     */
    public AliasSpec description(String text) {
        return new AliasSpec(name, functionVersion, routing, Descriptions.require(text), expectedRevision);
    }

    /**
     * Makes an update conditional.
     *
     * @param revision the alias's current revision id, or the update fails (rule FN-10)
     */
    public AliasSpec ifRevision(UUID revision) {
        return new AliasSpec(name, functionVersion, routing, description, revision);
    }

    /** The alias's name. */
    public String name() {
        return name;
    }

    /** The primary version, if set. */
    public Optional<String> functionVersion() {
        return Optional.ofNullable(functionVersion);
    }

    /** The routing, if set. */
    public Optional<Routing> routing() {
        return Optional.ofNullable(routing);
    }

    /** The description, if set. */
    public Optional<String> description() {
        return Optional.ofNullable(description);
    }

    /** The revision id that an update asks for, if set. */
    public Optional<UUID> expectedRevision() {
        return Optional.ofNullable(expectedRevision);
    }
}
