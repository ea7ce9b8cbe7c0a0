package io.faas4j.testkit;

import io.faas4j.Faas;

/** Implemented by a test class, or by one around it, that wants other settings than the defaults; see {@link FaasTest}. */
@FunctionalInterface
public interface FaasTestSetup {

    /**
     * Changes the settings of the library under test, but for its time and its threads. Called for each test, before it.
     *
     * @param builder seeded already
     */
    void configure(Faas.Builder builder);
}
