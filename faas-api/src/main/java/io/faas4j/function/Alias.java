package io.faas4j.function;

import java.util.UUID;

/**
 * An alias as it is at one moment (rules ALIAS-1, ALIAS-9).
 *
 * @param ref the function with the alias as its qualifier
 * @param name the alias's name
 * @param functionVersion the primary version: a number or {@code $LATEST}
 * @param routing the weighted second version, or {@link Routing#NONE}
 * @param description a text for people, empty by default
 * @param revisionId changes with every update (rule ALIAS-8)
 */
public record Alias(
        FunctionRef ref, String name, String functionVersion, Routing routing, String description, UUID revisionId) {}
