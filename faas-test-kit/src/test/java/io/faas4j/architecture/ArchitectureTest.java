package io.faas4j.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import io.faas4j.rules.Rule;
import org.junit.jupiter.api.Test;

/** The rules that hold for the library as a whole. */
class ArchitectureTest {

    private static final JavaClasses MAIN = MainClasses.load();
    private static final Modules MODULES = Modules.of("io.faas4j");

    @Test
    void arrows_between_modules_never_turn_round() {
        ModuleRules.arrowsNeverTurnRound(MODULES).check(MAIN);
    }

    @Test
    void no_two_modules_share_a_package() {
        ModuleRules.packagesHaveOneModule().check(MAIN);
    }

    @Test
    void packages_lie_in_the_module_that_names_them() {
        ModuleRules.packagesLieInTheModuleThatNamesThem(MODULES).check(MAIN);
    }

    @Test
    void packages_have_no_cycles() {
        PackageRules.packagesHaveNoCycles().check(MAIN);
    }

    @Test
    void packages_are_null_marked() {
        PackageRules.packagesAreNullMarked().check(MAIN);
    }

    @Test
    void the_api_needs_only_the_jdk() {
        LibraryRules.apiNeedsOnlyTheJdk(MODULES).check(MAIN);
    }

    @Test
    void the_api_knows_no_library() {
        LibraryRules.apiKnowsNoLibrary(MODULES).check(MAIN);
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
