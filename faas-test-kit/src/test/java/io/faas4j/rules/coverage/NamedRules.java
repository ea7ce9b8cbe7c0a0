package io.faas4j.rules.coverage;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import io.faas4j.rules.Rule;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** For each ID in a {@link Rule} on tests that the build runs, the names of these tests. */
final class NamedRules {

    private final RunTests tests;
    private final Map<String, Set<String>> testsByRule = new TreeMap<>();

    private NamedRules(RunTests tests) {
        this.tests = tests;
    }

    static Map<String, Set<String>> in(JavaClasses classes, RunTests tests) {
        NamedRules named = new NamedRules(tests);
        classes.forEach(named::add);
        return named.testsByRule;
    }

    private void add(JavaClass type) {
        if (type.isAnnotatedWith(Rule.class) && tests.runsTestOf(type)) {
            add(type.getAnnotationOfType(Rule.class), type.getSimpleName());
        }
        type.getMethods().stream()
                .filter(method -> method.isAnnotatedWith(Rule.class) && tests.runs(method))
                .forEach(this::add);
    }

    private void add(JavaMethod method) {
        add(method.getAnnotationOfType(Rule.class), method.getOwner().getSimpleName() + "." + method.getName());
    }

    private void add(Rule rule, String test) {
        for (String id : rule.value()) {
            testsByRule.computeIfAbsent(id, none -> new TreeSet<>()).add(test);
        }
    }
}
