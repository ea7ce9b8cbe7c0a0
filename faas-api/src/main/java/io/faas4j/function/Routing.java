package io.faas4j.function;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Pattern;

/**
 * Which share of an alias's invocations goes to a second version (rules ALIAS-3, ALIAS-5).
 *
 * @param additionalVersionWeights version number to weight, 0.0 to 1.0; at most one entry
 */
public record Routing(Map<String, Double> additionalVersionWeights) {

    /** All invocations go to the alias's primary version. */
    public static final Routing NONE = new Routing(Map.of());

    private static final Pattern VERSION = Pattern.compile("[0-9]+");

    /**
     * Checks what can be checked without the function.
     *
     * @throws ValidationException if a key is no version number, or a weight is outside 0.0 to 1.0
     * @throws InvalidParameterValueException if there is more than one entry
     */
    public Routing {
        additionalVersionWeights = Map.copyOf(additionalVersionWeights);
        for (String version : additionalVersionWeights.keySet()) {
            if (!VERSION.matcher(version).matches()) {
                throw ValidationException.of(
                        "routingConfig.additionalVersionWeights",
                        additionalVersionWeights,
                        "Map keys must satisfy constraint: [Member must have length less than or equal to 1024, "
                                + "Member must have length greater than or equal to 1, Member must satisfy regular "
                                + "expression pattern: [0-9]+]");
            }
        }
        for (double weight : additionalVersionWeights.values()) {
            if (!(weight >= 0.0 && weight <= 1.0)) {
                throw ValidationException.of(
                        "routingConfig.additionalVersionWeights",
                        additionalVersionWeights,
                        "Map value must satisfy constraint: [Member must have value less than or equal to 1.0, "
                                + "Member must have value greater than or equal to 0.0]");
            }
        }
        if (additionalVersionWeights.size() > 1) {
            throw new InvalidParameterValueException(
                    "Number of items in AdditionalVersionWeights cannot be greater than 1");
        }
    }

    /**
     * One version besides the primary one.
     *
     * @param version its number
     * @param weight its share, 0.0 to 1.0; the primary version gets the rest
     */
    public static Routing to(String version, double weight) {
        return new Routing(Map.of(version, weight));
    }

    /**
     * The share of one version.
     *
     * @param version a version number
     * @return empty if this routing does not name it
     */
    public OptionalDouble weight(String version) {
        Double weight = additionalVersionWeights.get(version);
        return weight == null ? OptionalDouble.empty() : OptionalDouble.of(weight);
    }

    /** Whether all invocations go to the primary version. */
    public boolean isNone() {
        return additionalVersionWeights.isEmpty();
    }
}
