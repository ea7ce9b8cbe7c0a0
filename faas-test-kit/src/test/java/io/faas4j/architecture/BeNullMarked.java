package io.faas4j.architecture;

import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

final class BeNullMarked extends ArchCondition<JavaPackage> {

    BeNullMarked() {
        super("be @NullMarked");
    }

    @Override
    public void check(JavaPackage pkg, ConditionEvents events) {
        events.add(new SimpleConditionEvent(
                pkg,
                pkg.isAnnotatedWith(NullMarked.class),
                "package %s has no package-info.java with @NullMarked".formatted(pkg.getName())));
    }
}
