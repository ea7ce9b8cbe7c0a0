package io.faas4j.function;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import java.util.regex.Pattern;

/** The form of a name that is given to something new (rules ID-1, ID-3). */
final class FunctionNames {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9\\-_]+");
    private static final int MAX_LENGTH = 64;

    private FunctionNames() {}

    static String require(String name) {
        if (!NAME.matcher(name).matches()) {
            throw ValidationException.of(
                    "functionName",
                    name,
                    "Member must satisfy regular expression pattern: " + FunctionRef.PATTERN_TEXT);
        }
        if (name.length() > MAX_LENGTH) {
            throw new InvalidParameterValueException("1 validation error detected: "
                    + ValidationException.violation(
                            "functionName", name, "Member must have length less than or equal to " + MAX_LENGTH));
        }
        return name;
    }
}
