package io.faas4j;

/** Holds functions and invokes them. */
public final class Faas {

    private Faas() {}
}
