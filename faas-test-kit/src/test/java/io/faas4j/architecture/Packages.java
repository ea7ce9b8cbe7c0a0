package io.faas4j.architecture;

import static java.util.stream.Collectors.toCollection;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.lang.AbstractClassesTransformer;
import java.util.LinkedHashSet;

/** The packages that have classes of their own among those that were imported. */
final class Packages extends AbstractClassesTransformer<JavaPackage> {

    Packages() {
        super("packages");
    }

    @Override
    public Iterable<JavaPackage> doTransform(JavaClasses classes) {
        return classes.stream().map(JavaClass::getPackage).collect(toCollection(LinkedHashSet::new));
    }
}
