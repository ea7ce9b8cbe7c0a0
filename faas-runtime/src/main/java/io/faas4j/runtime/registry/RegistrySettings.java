package io.faas4j.runtime.registry;

/**
 * The bounds of a registry.
 *
 * @param maxAliasesPerFunction how many aliases a function may have (rule ALIAS-13)
 */
public record RegistrySettings(int maxAliasesPerFunction) {}
