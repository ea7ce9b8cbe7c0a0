package io.faas4j.samples.quakewatch;

import io.faas4j.function.InitializationType;

/**
 * What {@code assess} says of an event.
 *
 * @param severity its class
 * @param aboveUsual how many magnitudes stronger it is than its region's usual ones
 * @param contextWas how the execution context was made that said so
 */
record Assessment(Severity severity, double aboveUsual, InitializationType contextWas) {}
