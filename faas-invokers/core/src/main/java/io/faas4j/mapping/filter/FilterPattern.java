package io.faas4j.mapping.filter;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faas4j.error.InvalidParameterValueException;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.event.ruler.GenericMachine;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.MachineComplexityEvaluator;
import software.amazon.event.ruler.MatchType;
import software.amazon.event.ruler.Patterns;

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

    private final JsonNode json;
    private final DataForm form;
    private final List<Map<String, List<Patterns>>> alternatives;
    private final Set<MatchType> tests = EnumSet.noneOf(MatchType.class);

    private FilterPattern(JsonNode json, DataForm form, List<Map<String, List<Patterns>>> alternatives) {
        this.json = json;
        this.form = form;
        this.alternatives = alternatives;
        alternatives.stream()
                .flatMap(alternative -> alternative.values().stream())
                .flatMap(Collection::stream)
                .forEach(test -> tests.add(test.type()));
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
        FilterPattern pattern = new FilterPattern(json, PatternShape.form(json, dataKey), alternatives(text));
        GenericMachine<PatternAlternative> alone = PatternMachines.machine();
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

    private static List<Map<String, List<Patterns>>> alternatives(String text) {
        try {
            return JsonRuleCompiler.compile(text);
        } catch (IOException invalid) {
            throw new InvalidParameterValueException(INVALID);
        }
    }

    /** Never taken out again: the engine forgets too much or too little then. */
    void addTo(GenericMachine<PatternAlternative> machine) {
        try {
            alternatives.forEach(alternative -> machine.addPatternRule(new PatternAlternative(this), alternative));
        } catch (RuntimeException invalid) {
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

    /** With whom it may share a machine. */
    MachineGroup group() {
        return MachineGroup.of(tests);
    }

    private boolean usesWildcards() {
        return tests.contains(MatchType.WILDCARD) || tests.contains(MatchType.ANYTHING_BUT_WILDCARD);
    }
}
