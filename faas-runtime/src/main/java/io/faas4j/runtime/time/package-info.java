/**
 * The seams through which all time, randomness and threads come: the only package that reads a clock, waits with a limit,
 * draws a random number or starts a thread.
 */
@NullMarked
package io.faas4j.runtime.time;

import org.jspecify.annotations.NullMarked;
