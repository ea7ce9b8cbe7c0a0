package io.faas4j.mapping.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import software.amazon.event.ruler.GenericMachine;

/** Patterns made ready for matching: one machine for all that get on with each other, one each for the others. Immutable. */
final class PatternMachines {

    private final List<GenericMachine<PatternAlternative>> machines;

    PatternMachines(List<FilterPattern> patterns) {
        Map<MachineGroup, GenericMachine<PatternAlternative>> shared = new EnumMap<>(MachineGroup.class);
        List<GenericMachine<PatternAlternative>> own = new ArrayList<>();
        for (FilterPattern pattern : patterns) {
            if (pattern.group() == MachineGroup.ALONE) {
                GenericMachine<PatternAlternative> machine = machine();
                pattern.addTo(machine);
                own.add(machine);
            } else {
                pattern.addTo(shared.computeIfAbsent(pattern.group(), first -> machine()));
            }
        }
        this.machines = Stream.concat(shared.values().stream(), own.stream()).toList();
    }

    static GenericMachine<PatternAlternative> machine() {
        return GenericMachine.<PatternAlternative>builder().build();
    }

    /**
     * Whether any pattern matches (rule FILT-1).
     *
     * @param copy what is known of a record
     * @param data what its data are
     */
    boolean matches(JsonNode copy, DataForm data) {
        for (GenericMachine<PatternAlternative> machine : machines) {
            for (PatternAlternative matched : machine.rulesForJSONEvent(copy)) {
                if (matched.pattern().form().accepts(data)) {
                    return true;
                }
            }
        }
        return false;
    }
}
