/** The facade: one object that holds functions, invokes them, and sends them events. */
@NullMarked
package io.faas4j;

import org.jspecify.annotations.NullMarked;
