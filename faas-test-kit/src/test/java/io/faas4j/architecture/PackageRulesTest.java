package io.faas4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PackageRulesTest {

    @Test
    void a_cycle_is_reported() {
        assertThat(Violations.in("cycle", PackageRules.packagesHaveNoCycles()))
                .singleElement()
                .asString()
                .contains("cycle.first", "cycle.second");
    }

    @Test
    void packages_without_a_cycle_are_fine() {
        assertThat(Violations.in("arrows.straight", PackageRules.packagesHaveNoCycles()))
                .isEmpty();
    }

    @Test
    void a_package_without_null_marking_is_reported() {
        assertThat(Violations.in("nullness", PackageRules.packagesAreNullMarked()))
                .containsExactly("package %s.nullness.unmarked has no package-info.java with @NullMarked"
                        .formatted(Violations.FIXTURES));
    }
}
