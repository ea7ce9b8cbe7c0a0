package io.faas4j.jdbc;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.faas4j.architecture.LibraryRules;
import io.faas4j.architecture.MainClasses;
import io.faas4j.architecture.ModuleRules;
import io.faas4j.architecture.Modules;
import io.faas4j.architecture.PackageRules;
import io.faas4j.architecture.SeamRules;
import io.faas4j.rules.Rule;
import org.junit.jupiter.api.Test;

/** The rules of the library as a whole hold with this module, too. */
class JdbcArchitectureTest {

    private static final JavaClasses MAIN = MainClasses.load();
    private static final Modules MODULES = Modules.of("io.faas4j");

    @Test
    void arrows_between_modules_never_turn_round() {
        ModuleRules.arrowsNeverTurnRound(MODULES).check(MAIN);
    }

    @Test
    void packages_lie_in_the_module_that_names_them() {
        ModuleRules.packagesLieInTheModuleThatNamesThem(MODULES).check(MAIN);
        ModuleRules.packagesHaveOneModule().check(MAIN);
    }

    @Test
    void packages_have_no_cycles_and_are_null_marked() {
        PackageRules.packagesHaveNoCycles().check(MAIN);
        PackageRules.packagesAreNullMarked().check(MAIN);
    }

    @Test
    void signatures_hide_the_libraries_that_are_needed_inside_only() {
        LibraryRules.signaturesHideLibraries().check(MAIN);
    }

    @Test
    @Rule({"COMMON-1", "COMMON-2"})
    void time_randomness_and_threads_come_through_the_seam() {
        SeamRules.onlyTheSeamAsksTheJvm("io.faas4j.runtime.time").check(MAIN);
    }
}
