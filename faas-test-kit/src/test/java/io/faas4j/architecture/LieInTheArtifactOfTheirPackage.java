package io.faas4j.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;

final class LieInTheArtifactOfTheirPackage extends ArchCondition<JavaClass> {

    private final Modules modules;

    LieInTheArtifactOfTheirPackage(Modules modules) {
        super("lie in the module that names their package");
        this.modules = modules;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        String artifact = modules.artifactOf(type);
        Origin origin = Origin.of(type);
        events.add(new SimpleConditionEvent(
                type,
                origin.isOf(artifact),
                "%s is a class of %s by its package, but lies in %s"
                        .formatted(type.getName(), artifact, origin.location())));
    }
}
