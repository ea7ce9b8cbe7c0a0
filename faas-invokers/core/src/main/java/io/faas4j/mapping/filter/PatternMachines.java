package io.faas4j.mapping.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import software.amazon.event.ruler.GenericMachine;

/** Patterns made ready for matching: one machine for all that get on with each other, one each for the others. Immutable. */
final class PatternMachines {

    private final List<GenericMachine<FilterPattern>> machines;

    PatternMachines(List<FilterPattern> patterns) {
        GenericMachine<FilterPattern> shared = machine();
        List<GenericMachine<FilterPattern>> all = new ArrayList<>();
        for (FilterPattern pattern : patterns) {
            GenericMachine<FilterPattern> own = pattern.needsOwnMachine() ? machine() : shared;
            pattern.addTo(own);
            if (own != shared) {
                all.add(own);
            }
        }
        if (!shared.isEmpty()) {
            all.add(0, shared);
        }
        this.machines = List.copyOf(all);
    }

    static GenericMachine<FilterPattern> machine() {
        return GenericMachine.<FilterPattern>builder().build();
    }

    /**
     * Whether any pattern matches (rule FILT-1).
     *
     * @param copy what is known of a record
     * @param data what its data are
     */
    boolean matches(JsonNode copy, DataForm data) {
        for (GenericMachine<FilterPattern> machine : machines) {
            for (FilterPattern pattern : machine.rulesForJSONEvent(copy)) {
                if (pattern.form().accepts(data)) {
                    return true;
                }
            }
        }
        return false;
    }
}
