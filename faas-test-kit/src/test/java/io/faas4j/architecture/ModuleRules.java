package io.faas4j.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.all;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;

/** How modules may know each other: {@code faas-api <- faas-runtime <- faas-invokers <- faas-test-kit}. */
public final class ModuleRules {

    private ModuleRules() {}

    public static ArchRule arrowsNeverTurnRound(Modules modules) {
        ArchRule api = noClasses()
                .that(modules.api())
                .should()
                .dependOnClassesThat(modules.runtime()
                        .or(modules.invokers())
                        .or(modules.kit())
                        .as("belong to faas-runtime, faas-invokers or faas-test-kit"))
                .allowEmptyShould(true);
        ArchRule runtime = noClasses()
                .that(modules.runtime())
                .should()
                .dependOnClassesThat(
                        modules.invokers().or(modules.kit()).as("belong to faas-invokers or faas-test-kit"))
                .allowEmptyShould(true);
        ArchRule invokers = noClasses()
                .that(modules.invokers())
                .should()
                .dependOnClassesThat(modules.kit().as("belong to faas-test-kit"))
                .allowEmptyShould(true);
        ArchRule connectors = noClasses()
                .that(DescribedPredicate.not(modules.connectors()))
                .should()
                .dependOnClassesThat(modules.connectors())
                .allowEmptyShould(true);
        return CompositeArchRule.of(api).and(runtime).and(invokers).and(connectors);
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
