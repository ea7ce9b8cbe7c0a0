package io.faas4j.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.stream.Stream;

/** Looks at all that a user's code can see: supertypes, and what is public or protected of fields and methods. */
final class HaveNoPublicSignatureWith extends ArchCondition<JavaClass> {

    private final DescribedPredicate<JavaClass> hidden;

    HaveNoPublicSignatureWith(DescribedPredicate<JavaClass> hidden) {
        super("have no public signature with a class that does " + hidden.getDescription());
        this.hidden = hidden;
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
        if (!isVisible(type)) {
            return;
        }
        supertypesAndParameters(type)
                .flatMap(supertype -> supertype.getAllInvolvedRawTypes().stream())
                .filter(hidden)
                .forEach(shown -> report(type.getDescription(), type, shown, events));
        type.getMembers().stream()
                .filter(HaveNoPublicSignatureWith::isVisible)
                .forEach(member -> signature(member)
                        .filter(hidden)
                        .forEach(shown -> report(member.getDescription(), type, shown, events)));
    }

    private static boolean isVisible(JavaClass type) {
        return isVisible(type.getModifiers())
                && type.getEnclosingClass()
                        .map(HaveNoPublicSignatureWith::isVisible)
                        .orElse(true);
    }

    private static boolean isVisible(JavaMember member) {
        return isVisible(member.getModifiers()) && !member.getModifiers().contains(JavaModifier.SYNTHETIC);
    }

    private static boolean isVisible(Iterable<JavaModifier> modifiers) {
        for (JavaModifier modifier : modifiers) {
            if (modifier == JavaModifier.PUBLIC || modifier == JavaModifier.PROTECTED) {
                return true;
            }
        }
        return false;
    }

    private static Stream<JavaType> supertypesAndParameters(JavaClass type) {
        return Stream.of(
                        type.getSuperclass().stream(), type.getInterfaces().stream(), type.getTypeParameters().stream())
                .flatMap(types -> types);
    }

    private static Stream<JavaClass> signature(JavaMember member) {
        Stream<JavaClass> types = member.getAllInvolvedRawTypes().stream();
        return member instanceof JavaCodeUnit unit ? Stream.concat(types, unit.getExceptionTypes().stream()) : types;
    }

    private static void report(String where, JavaClass type, JavaClass shown, ConditionEvents events) {
        events.add(SimpleConditionEvent.violated(
                type, "%s shows %s in %s".formatted(where, shown.getName(), type.getSourceCodeLocation())));
    }
}
