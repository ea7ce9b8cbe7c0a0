package io.faas4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/** What holds for each package, whatever its module. */
public final class PackageRules {

    private PackageRules() {}

    public static ArchRule packagesHaveNoCycles() {
        return slices().assignedFrom(new PackageSlices()).should().beFreeOfCycles();
    }

    public static ArchRule packagesAreNullMarked() {
        return all(new Packages()).should(new BeNullMarked());
    }
}
