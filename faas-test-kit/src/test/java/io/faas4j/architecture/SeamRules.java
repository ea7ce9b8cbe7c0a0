package io.faas4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;

/** Time, waiting, randomness and threads come through one package, so that a test can drive them. */
public final class SeamRules {

    private SeamRules() {}

    public static ArchRule onlyTheSeamAsksTheJvm(String seam) {
        return noClasses()
                .that()
                .resideOutsideOfPackage(seam)
                .should()
                .accessTargetWhere(ForbiddenCalls.outsideTheSeam())
                .because("time, waiting, randomness and threads come through " + seam);
    }
}
