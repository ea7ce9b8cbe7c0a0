package io.faas4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;

/** How modules may know each other: {@code faas-api <- faas-runtime <- faas-invokers}. */
public final class ModuleRules {

    private ModuleRules() {}

    public static ArchRule arrowsNeverTurnRound(Modules modules) {
        ArchRule api = noClasses()
                .that(modules.api())
                .should()
                .dependOnClassesThat(
                        modules.runtime().or(modules.invokers()).as("belong to faas-runtime or faas-invokers"))
                .allowEmptyShould(true);
        ArchRule runtime = noClasses()
                .that(modules.runtime())
                .should()
                .dependOnClassesThat(modules.invokers().as("belong to faas-invokers"))
                .allowEmptyShould(true);
        return CompositeArchRule.of(api).and(runtime);
    }

    /** No package is split. */
    public static ArchRule packagesHaveOneModule() {
        return all(new Packages()).should(new HaveOneOrigin());
    }

    /** What the other rules take for a module is that module. */
    public static ArchRule packagesLieInTheModuleThatNamesThem(Modules modules) {
        return classes().should(new LieInTheArtifactOfTheirPackage(modules));
    }
}
