/** How many invocations run at once. */
@org.jspecify.annotations.NullMarked
package io.faas4j.functions.concurrency;
