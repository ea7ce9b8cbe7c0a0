package io.faas4j.samples.benchmarks;

/** An event that goes by reference: deeply immutable. */
record Reading(String station, double magnitude, double depth) {}
