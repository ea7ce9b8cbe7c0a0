package io.faas4j.samples.service;

import io.faas4j.Faas;
import io.faas4j.function.Alias;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.Routing;

/** Moves the alias {@code live} of a function to another version, a share at a time. Safe for use by many threads. */
final class Rollout {

    private final Faas faas;
    private final String function;

    /**
     * @param faas where the function is deployed
     * @param function its name
     */
    Rollout(Faas faas, String function) {
        this.faas = faas;
        this.function = function;
    }

    /**
     * Gives a version a share of what goes through the alias; with all of it, the version is the alias's own.
     *
     * @param version its number
     * @param share 0.0 to 1.0
     * @return the alias as it is now
     * @throws io.faas4j.error.FaasException with Lambda's error if there is no such version, or the share is out of range
     */
    Alias give(String version, double share) {
        AliasSpec live = AliasSpec.of(Functions.LIVE);
        return share == 1
                ? faas.alias(function, live.version(version).routing(Routing.NONE))
                : faas.alias(function, live.routing(Routing.to(version, share)));
    }
}
