package io.faas4j.mapping.filter;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faas4j.error.InvalidParameterValueException;
import java.io.IOException;
import software.amazon.event.ruler.GenericMachine;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.MachineComplexityEvaluator;

/** One pattern that was found to be one. Immutable. */
final class FilterPattern {

    private static final String INVALID = "Invalid filter pattern definition.";
    private static final String TOO_COMPLEX =
            "Rule is too complex - try using fewer wildcard characters or fewer repeating"
                    + " character sequences after a wildcard character";
    /** Rule PATTERN-44. */
    private static final int MOST_COMPLEX = 10;

    private static final ObjectReader JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .readerFor(JsonNode.class);

    private final String text;
    private final JsonNode json;
    private final DataForm form;

    private FilterPattern(String text, JsonNode json, DataForm form) {
        this.text = text;
        this.json = json;
        this.form = form;
    }

    /**
     * Checks a pattern (rule FILT-2).
     *
     * @param text the pattern
     * @param dataKey the field of a record that holds its data
     * @param allowsPlain whether the data may be a plain text (rules FILT-9, FILT-10)
     */
    static FilterPattern of(String text, String dataKey, boolean allowsPlain) {
        JsonNode json = parse(text);
        if (!json.isObject()
                || PatternShape.combinations(json) > PatternShape.MOST_COMBINATIONS
                || PatternShape.uses(json, "exactly")
                || (!allowsPlain && PatternShape.isPlainAnywhere(json, dataKey))
                || JsonRuleCompiler.check(text) != null) {
            throw new InvalidParameterValueException(INVALID);
        }
        FilterPattern pattern = new FilterPattern(text, json, PatternShape.form(json, dataKey));
        GenericMachine<FilterPattern> alone = PatternMachines.machine();
        pattern.addTo(alone);
        // What it measures grows only by wildcards, and it takes its time.
        if (pattern.usesWildcards()
                && alone.evaluateComplexity(new MachineComplexityEvaluator(MOST_COMPLEX + 1)) > MOST_COMPLEX) {
            throw new InvalidParameterValueException(TOO_COMPLEX);
        }
        return pattern;
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException notJson) {
            throw new InvalidParameterValueException(INVALID);
        }
    }

    /** Never taken out again: the engine forgets too much or too little then. */
    void addTo(GenericMachine<FilterPattern> machine) {
        try {
            machine.addRule(this, text);
        } catch (IOException | RuntimeException invalid) {
            throw new InvalidParameterValueException(INVALID);
        }
    }

    /** What it says of the data. */
    DataForm form() {
        return form;
    }

    /** Its fields. */
    void addFieldsTo(FieldTree fields) {
        fields.addAll(json);
    }

    /** Whether it must not share a machine with others: bounds and wildcards of several multiply. */
    boolean needsOwnMachine() {
        return usesWildcards() || PatternShape.uses(json, "numeric");
    }

    private boolean usesWildcards() {
        return PatternShape.uses(json, "wildcard");
    }
}
