package io.faas4j.architecture;

import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructor;
import java.util.function.Predicate;

/** Calls of methods and constructors, by owner, name and parameters; also by method references. */
final class Calls {

    private Calls() {}

    /** Methods whose whole name matches, of the class and all its subclasses. */
    static Predicate<CodeUnitAccessTarget> to(Class<?> owner, String namePattern) {
        return target -> ownerIs(target, owner)
                && !isConstructor(target)
                && target.getName().matches(namePattern);
    }

    /** Constructors of the class and all its subclasses. */
    static Predicate<CodeUnitAccessTarget> toNew(Class<?> owner) {
        return target -> ownerIs(target, owner) && isConstructor(target);
    }

    static Predicate<CodeUnitAccessTarget> withParameter(Class<?> type) {
        return target -> target.getRawParameterTypes().stream().anyMatch(parameter -> parameter.isEquivalentTo(type));
    }

    static Predicate<CodeUnitAccessTarget> withoutParameter(Class<?> type) {
        return withParameter(type).negate();
    }

    static Predicate<CodeUnitAccessTarget> withNoParameters() {
        return target -> target.getRawParameterTypes().isEmpty();
    }

    /** A call names the class through which it is made; what it inherits is declared further up. */
    static JavaClass declaringClass(CodeUnitAccessTarget target) {
        return target.resolveMember().map(JavaCodeUnit::getOwner).orElse(target.getOwner());
    }

    private static boolean ownerIs(CodeUnitAccessTarget target, Class<?> owner) {
        return target.getOwner().isAssignableTo(owner);
    }

    private static boolean isConstructor(CodeUnitAccessTarget target) {
        return target.getName().equals(JavaConstructor.CONSTRUCTOR_NAME);
    }
}
