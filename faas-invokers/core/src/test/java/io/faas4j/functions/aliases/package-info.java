/** Aliases and weighted routing. */
@org.jspecify.annotations.NullMarked
package io.faas4j.functions.aliases;
