/** A week of earthquakes, classified by a function. */
@NullMarked
package io.faas4j.samples.quakewatch;

import org.jspecify.annotations.NullMarked;
