/** Execution contexts that are initialised ahead of traffic. */
@org.jspecify.annotations.NullMarked
package io.faas4j.functions.provisioned;
