package io.faas4j.samples.benchmarks;

/** A result that goes by reference: deeply immutable. */
record Verdict(String text, double energy) {}
