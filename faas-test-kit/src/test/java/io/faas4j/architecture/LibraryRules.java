package io.faas4j.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;

/** Which libraries a module may know, and which of them its users get to see. */
public final class LibraryRules {

    private static final String[] LIBRARIES = {
        "com.google.common..",
        "com.fasterxml.jackson..",
        "tools.jackson..",
        "io.micrometer..",
        "io.github.resilience4j..",
        "org.slf4j..",
        "software.amazon.event.ruler.."
    };

    /** What the library needs inside only; no user must ever touch it. */
    private static final String[] HIDDEN = {
        "com.google.common..", "io.github.resilience4j..", "software.amazon.event.ruler.."
    };

    private LibraryRules() {}

    public static ArchRule apiNeedsOnlyTheJdk(Modules modules) {
        return classes()
                .that(modules.api())
                .should()
                .onlyDependOnClassesThat(modules.api()
                        .or(resideInAnyPackage("java..", "org.jspecify.."))
                        .as("belong to faas-api, the JDK or JSpecify"));
    }

    public static ArchRule apiKnowsNoLibrary(Modules modules) {
        return noClasses().that(modules.api()).should().dependOnClassesThat(resideInAnyPackage(LIBRARIES));
    }

    public static ArchRule signaturesHideLibraries() {
        return classes().should(new HaveNoPublicSignatureWith(resideInAnyPackage(HIDDEN)));
    }
}
