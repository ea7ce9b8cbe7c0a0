package io.faas4j.runtime.registry;

/**
 * The bounds of a registry, and what differs from one to another.
 *
 * @param maxAliasesPerFunction how many aliases a function may have (rule ALIAS-13)
 * @param deadLetterTargetOfLatest whether versions have the dead-letter target that {@code $LATEST} has now (rule DLQ-5)
 */
public record RegistrySettings(int maxAliasesPerFunction, boolean deadLetterTargetOfLatest) {}
