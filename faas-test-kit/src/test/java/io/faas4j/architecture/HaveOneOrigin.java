package io.faas4j.architecture;

import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Set;
import java.util.TreeSet;

final class HaveOneOrigin extends ArchCondition<JavaPackage> {

    HaveOneOrigin() {
        super("have one module");
    }

    @Override
    public void check(JavaPackage pkg, ConditionEvents events) {
        Set<String> origins = pkg.getClasses().stream()
                .filter(type -> type.getSource().isPresent()) // an array of the package's classes has none
                .map(Origin::of)
                .map(Origin::location)
                .collect(toCollection(TreeSet::new));
        events.add(new SimpleConditionEvent(
                pkg, origins.size() == 1, "package %s is shared by %s".formatted(pkg.getName(), origins)));
    }
}
