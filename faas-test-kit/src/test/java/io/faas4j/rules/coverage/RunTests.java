package io.faas4j.rules.coverage;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Nested;
import org.junit.platform.commons.annotation.Testable;

/** Which classes and methods the build runs as tests: a rule that is named anywhere else is not shown. */
final class RunTests {

    /** The names that Surefire looks for. */
    private static final Pattern TEST_CLASS = Pattern.compile("Test.*|.*Test|.*Tests|.*TestCase");

    private final Predicate<JavaClass> topLevelTest;

    RunTests() {
        this(type -> type.getEnclosingClass().isEmpty()
                && TEST_CLASS.matcher(type.getSimpleName()).matches());
    }

    /** @param topLevelTest which classes are found by themselves, and not through another one */
    RunTests(Predicate<JavaClass> topLevelTest) {
        this.topLevelTest = topLevelTest;
    }

    boolean runs(JavaMethod method) {
        return method.isMetaAnnotatedWith(Testable.class)
                && !method.isAnnotatedWith(Disabled.class)
                && runs(method.getOwner());
    }

    /** Whether a test of the class is run: its own, one that it inherits, or one of a class nested in it. */
    boolean runsTestOf(JavaClass type) {
        return runs(type)
                && Stream.concat(Stream.of(type), type.getAllSubclasses().stream())
                        .anyMatch(subclass ->
                                hasTest(subclass) || nested(subclass).anyMatch(this::runsTestOf));
    }

    private boolean hasTest(JavaClass type) {
        return type.getAllMethods().stream()
                .anyMatch(method ->
                        method.isMetaAnnotatedWith(Testable.class) && !method.isAnnotatedWith(Disabled.class));
    }

    private static Stream<JavaClass> nested(JavaClass type) {
        return type.getPackage().getClasses().stream()
                .filter(member ->
                        member.getEnclosingClass().filter(type::equals).isPresent());
    }

    /** An abstract class and an interface run as the concrete classes that extend them. */
    private boolean runs(JavaClass type) {
        if (type.isAnnotatedWith(Disabled.class)) {
            return false;
        }
        if (type.isInterface() || type.getModifiers().contains(JavaModifier.ABSTRACT)) {
            return type.getAllSubclasses().stream().anyMatch(this::runs);
        }
        return topLevelTest.test(type)
                || runsNested(type)
                || type.getSubclasses().stream().anyMatch(this::runs);
    }

    private boolean runsNested(JavaClass type) {
        return type.isAnnotatedWith(Nested.class)
                && type.getEnclosingClass().filter(this::runs).isPresent();
    }
}
