package io.faas4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.faas4j.architecture.fixture.library.function.GuavaInTheApi;
import io.faas4j.architecture.fixture.library.function.SqlInTheApi;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleRulesTest {

    @Test
    void an_arrow_that_turns_round_is_reported() {
        ArchRule rule = ModuleRules.arrowsNeverTurnRound(Modules.of(Violations.FIXTURES + ".arrows"));

        assertThat(Violations.in("arrows", rule))
                .anyMatch(text -> text.contains("ApiKnowsRuntime") && text.contains("RuntimeKnowsInvokers"))
                .anyMatch(text -> text.contains("RuntimeKnowsInvokers") && text.contains("sync.Invoker"))
                .anyMatch(text -> text.contains("sync.InvokerKnowsTheKit") && text.contains("testkit.Kit"));
    }

    @Test
    void arrows_that_point_down_are_fine() {
        ArchRule rule = ModuleRules.arrowsNeverTurnRound(Modules.of(Violations.FIXTURES + ".arrows.straight"));

        assertThat(Violations.in("arrows.straight", rule)).isEmpty();
    }

    @Test
    void a_package_that_two_modules_share_is_reported(@TempDir Path one, @TempDir Path other) throws IOException {
        copy(GuavaInTheApi.class, one);
        copy(SqlInTheApi.class, other);
        var classes = new ClassFileImporter().importPaths(one, other);

        assertThat(Violations.of(ModuleRules.packagesHaveOneModule(), classes))
                .singleElement()
                .asString()
                .contains(GuavaInTheApi.class.getPackageName(), one.toString(), other.toString());
    }

    @Test
    void a_package_with_arrays_of_its_classes_is_fine() {
        assertThat(Violations.of(ModuleRules.packagesHaveOneModule(), ForbiddenCalls.class))
                .isEmpty();
    }

    @Test
    void a_package_in_another_module_than_the_one_that_names_it_is_reported() {
        Modules forgetful = new Modules("io.faas4j", List.of("invocation"), List.of("runtime"), List.of("testkit"));

        assertThat(Violations.of(ModuleRules.packagesLieInTheModuleThatNamesThem(forgetful), MainClasses.load()))
                .anyMatch(text -> text.contains("io.faas4j.function") && text.contains("faas-api"));
    }

    private static void copy(Class<?> type, Path root) throws IOException {
        String path = type.getName().replace('.', '/') + ".class";
        Path target = root.resolve(path);
        Files.createDirectories(target.getParent());
        try (InputStream in = type.getClassLoader().getResourceAsStream(path)) {
            Files.copy(in, target);
        }
    }
}
