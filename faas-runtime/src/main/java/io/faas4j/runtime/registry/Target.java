package io.faas4j.runtime.registry;

import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.time.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * What a reference leads to at one moment: one revision, or two by weight. Immutable.
 *
 * @param primary the revision, or the one that gets the rest
 * @param secondary the weighted one, if there is one
 * @param weight the share of the weighted one, 0.0 to 1.0
 */
public record Target(Revision primary, @Nullable Revision secondary, double weight) {

    static Target of(Revision only) {
        return new Target(only, null, 0);
    }

    /** The revision for one invocation: an independent draw each time (rule ALIAS-5). */
    public Revision choose(RandomSource random) {
        Revision weighted = secondary;
        return weighted == null || random.nextDouble() >= weight ? primary : weighted;
    }
}
