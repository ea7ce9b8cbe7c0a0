package io.faas4j.rules.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.faas4j.rules.Rule;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedRulesTest {

    @Test
    void rules_on_tests_of_any_kind_are_found() {
        assertThat(namedIn(OnMethods.class))
                .containsOnly(
                        Map.entry("A-1", Set.of("OnMethods.one")),
                        Map.entry("A-2", Set.of("OnMethods.several", "OnMethods.one_for_each")),
                        Map.entry("A-3", Set.of("OnMethods.several")));
    }

    @Test
    void rules_on_a_class_with_tests_are_found() {
        assertThat(namedIn(OnClass.class)).containsOnly(Map.entry("B-1", Set.of("OnClass")));
    }

    @Test
    void rules_on_a_class_without_tests_do_not_count() {
        assertThat(namedIn(WithoutTests.class)).isEmpty();
    }

    @Test
    void rules_on_methods_that_are_no_tests_do_not_count() {
        assertThat(namedIn(OnHelper.class)).isEmpty();
    }

    @Test
    void rules_on_disabled_tests_and_classes_do_not_count() {
        assertThat(namedIn(WithDisabledTest.class)).isEmpty();
        assertThat(namedIn(DisabledAltogether.class)).isEmpty();
    }

    @Test
    void rules_on_nested_tests_are_found() {
        assertThat(namedIn(WithNested.class, WithNested.Inner.class))
                .containsOnly(Map.entry("F-1", Set.of("WithNested")), Map.entry("F-2", Set.of("Inner.nested")));
    }

    @Test
    void rules_on_inherited_tests_count_only_when_a_class_inherits_them() {
        assertThat(namedIn(Contract.class)).isEmpty();
        assertThat(namedIn(Contract.class, Implementation.class))
                .containsOnly(Map.entry("G-1", Set.of("Contract.holds")));
    }

    @Test
    void classes_with_a_name_that_the_build_does_not_look_for_do_not_count() {
        var classes = new ClassFileImporter().importClasses(OnMethods.class, OnClass.class);

        assertThat(NamedRules.in(classes, new RunTests())).isEmpty();
    }

    /** Takes the classes below for classes that the build finds; in truth it does not run them. */
    private static Map<String, Set<String>> namedIn(Class<?>... types) {
        return NamedRules.in(
                new ClassFileImporter().importClasses(types), new RunTests(NamedRulesTest::isFixtureToRun));
    }

    private static boolean isFixtureToRun(JavaClass type) {
        return !type.isAnnotatedWith(Nested.class);
    }

    static class OnMethods {

        @Test
        @Rule("A-1")
        void one() {}

        @Test
        @Rule({"A-2", "A-3"})
        void several() {}

        @ParameterizedTest
        @ValueSource(ints = {1, 2})
        @Rule("A-2")
        void one_for_each(int number) {}
    }

    @Rule("B-1")
    static class OnClass {

        @Test
        void test() {}
    }

    @Rule("C-1")
    static class WithoutTests {}

    static class OnHelper {

        @Rule("D-1")
        void helper() {}

        @Test
        void test() {}
    }

    @Rule("E-1")
    static class WithDisabledTest {

        @Test
        @Disabled
        @Rule("E-2")
        void disabled() {}
    }

    @Disabled
    @Rule("E-3")
    static class DisabledAltogether {

        @Test
        @Rule("E-4")
        void test() {}
    }

    @Rule("F-1")
    static class WithNested {

        @Nested
        class Inner {

            @Test
            @Rule("F-2")
            void nested() {}
        }
    }

    abstract static class Contract {

        @Test
        @Rule("G-1")
        void holds() {}
    }

    static class Implementation extends Contract {}
}
