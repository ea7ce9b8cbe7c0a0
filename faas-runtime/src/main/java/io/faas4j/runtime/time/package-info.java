/** Time, randomness and threads: the one place that asks the JVM for them. */
@NullMarked
package io.faas4j.runtime.time;

import org.jspecify.annotations.NullMarked;
