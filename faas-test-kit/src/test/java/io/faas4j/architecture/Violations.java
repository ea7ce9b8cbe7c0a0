package io.faas4j.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** What a rule says of classes that are there to break it. */
final class Violations {

    static final String FIXTURES = "io.faas4j.architecture.fixture";

    private Violations() {}

    static List<String> of(ArchRule rule, Class<?>... types) {
        return of(rule, new ClassFileImporter().importClasses(types));
    }

    /** @param folder of the fixtures, with all that is below it */
    static List<String> in(String folder, ArchRule rule) {
        return of(rule, new ClassFileImporter().importPackages(FIXTURES + "." + folder));
    }

    static List<String> of(ArchRule rule, JavaClasses classes) {
        return rule.evaluate(classes).getFailureReport().getDetails();
    }
}
