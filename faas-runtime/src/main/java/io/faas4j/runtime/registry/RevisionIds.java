package io.faas4j.runtime.registry;

import io.faas4j.error.PreconditionFailedException;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.time.RandomSource;
import java.util.UUID;

/**
 * Revision ids, made and compared.
 *
 * @param random where they come from
 */
record RevisionIds(RandomSource random) {

    UUID next() {
        return RequestIds.next(random);
    }

    /** Refuses a change that expects another revision (rule FN-10). */
    static void require(UUID expected, UUID actual) {
        if (!expected.equals(actual)) {
            throw new PreconditionFailedException("The Revision Id provided does not match the latest Revision Id. "
                    + "Call the GetFunction/GetAlias API to retrieve the latest Revision Id");
        }
    }
}
