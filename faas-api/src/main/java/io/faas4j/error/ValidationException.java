package io.faas4j.error;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One or more parameters do not have the form that Lambda asks for; each violation names the field, the value and the
 * constraint (rule ERR-0).
 */
public final class ValidationException extends FaasException {

    private static final long serialVersionUID = 1L;

    private final String[] violations;

    private ValidationException(List<String> violations) {
        super("ValidationException", 400, message(violations), null);
        this.violations = violations.toArray(String[]::new);
    }

    /**
     * One violation.
     *
     * @param field the field's name, in camel case
     * @param value the value that was given
     * @param constraint the constraint it breaks, such as {@code Member must not be null}
     * @return the error, to be thrown
     */
    public static ValidationException of(String field, @Nullable Object value, String constraint) {
        return ofAll(List.of(violation(field, value, constraint)));
    }

    /**
     * Several violations at once.
     *
     * @param violations each made by {@link #violation}, at least one
     * @return the error, to be thrown
     */
    public static ValidationException ofAll(List<String> violations) {
        return new ValidationException(List.copyOf(violations));
    }

    /**
     * The text of one violation.
     *
     * @param field the field's name, in camel case
     * @param value the value that was given
     * @param constraint the constraint it breaks
     * @return {@code Value 'v' at 'field' failed to satisfy constraint: constraint}
     */
    public static String violation(String field, @Nullable Object value, String constraint) {
        String shown = value == null ? "null" : "'" + value + "'";
        return "Value %s at '%s' failed to satisfy constraint: %s".formatted(shown, field, constraint);
    }

    /** The single violations, in the order they were found. */
    public List<String> violations() {
        return List.of(violations);
    }

    private static String message(List<String> violations) {
        return "%d validation error%s detected: ".formatted(violations.size(), violations.size() == 1 ? "" : "s")
                + String.join("; ", violations);
    }
}
