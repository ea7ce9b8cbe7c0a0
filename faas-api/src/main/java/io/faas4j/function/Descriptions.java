package io.faas4j.function;

import io.faas4j.error.ValidationException;

/** The one rule for the descriptions of functions, versions and aliases. */
final class Descriptions {

    private static final int MAX_LENGTH = 256;

    private Descriptions() {}

    static String require(String description) {
        if (description.length() > MAX_LENGTH) {
            throw ValidationException.of(
                    "description", description, "Member must have length less than or equal to " + MAX_LENGTH);
        }
        return description;
    }
}
