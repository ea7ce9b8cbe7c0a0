package io.faas4j.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;

/** The library's own classes on the class path, from folders and jars alike, without tests. */
public final class MainClasses {

    private static final ImportOption NO_TEST_JARS = location -> !location.contains("-tests.jar");

    private MainClasses() {}

    public static JavaClasses load() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(NO_TEST_JARS)
                .importPackages("io.faas4j");
    }
}
