package io.faas4j.function;

import io.faas4j.error.ValidationException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What follows a function's name: {@code $LATEST}, a version number or an alias name (rules ID-2 to ID-4).
 *
 * @param text 1 to 128 characters; a text such as {@code $latest} has the right form and yet names nothing
 */
public record Qualifier(String text) {

    static final String PATTERN_TEXT = "\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9-_$]+";
    private static final Pattern PATTERN = Pattern.compile("\\$(LATEST(\\.PUBLISHED)?)|[a-zA-Z0-9\\-_$]+");
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final int MAX_LENGTH = 128;

    /** The unpublished version. */
    public static final Qualifier LATEST = new Qualifier("$LATEST");

    /**
     * Checks the text.
     *
     * @throws ValidationException at {@code qualifier} if it is over 128 characters or has a bad one
     */
    public Qualifier {
        Optional<String> violation = violation(text);
        if (violation.isPresent()) {
            throw ValidationException.ofAll(List.of(violation.get()));
        }
    }

    /** Whether this is {@code $LATEST}. */
    public boolean isLatest() {
        return text.equals("$LATEST");
    }

    /** Whether this is a version number. */
    public boolean isVersion() {
        return NUMBER.matcher(text).matches();
    }

    @Override
    public String toString() {
        return text;
    }

    static Optional<String> violation(String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.of(ValidationException.violation(
                    "qualifier", text, "Member must have length less than or equal to " + MAX_LENGTH));
        }
        if (!PATTERN.matcher(text).matches()) {
            return Optional.of(ValidationException.violation(
                    "qualifier", text, "Member must satisfy regular expression pattern: " + PATTERN_TEXT));
        }
        return Optional.empty();
    }
}
