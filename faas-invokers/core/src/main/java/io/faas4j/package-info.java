/** The facade: one object that holds functions and invokes them. */
@NullMarked
package io.faas4j;

import org.jspecify.annotations.NullMarked;
