package io.faas4j.rules.coverage;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The compiled tests of this module and of those that are built before it. */
final class ReactorTestClasses {

    private ReactorTestClasses() {}

    /** @param modules folders of modules, from the root of the reactor */
    static JavaClasses of(List<String> modules) {
        Path root = root();
        return new ClassFileImporter()
                .importPaths(modules.stream()
                        .map(module -> root.resolve(module).resolve("target/test-classes"))
                        .filter(Files::isDirectory)
                        .toList());
    }

    /** Maven marks the root of a reactor with a folder. */
    private static Path root() {
        Path folder = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("no folder above this module has a folder .mvn");
            }
        }
        return folder;
    }
}
