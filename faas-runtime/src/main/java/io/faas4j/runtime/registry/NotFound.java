package io.faas4j.runtime.registry;

import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.Qualifier;

/** The texts of rule ID-7, which depend on what was asked. */
final class NotFound {

    private NotFound() {}

    /** A read: the qualifier as it was asked for. */
    static ResourceNotFoundException onRead(FunctionRef ref, ArnScope scope) {
        return new ResourceNotFoundException("Function not found: " + ref.arn(scope));
    }

    /** An invocation or a reservation: {@code $LATEST} spelled out. */
    static ResourceNotFoundException onInvoke(FunctionRef ref, ArnScope scope) {
        FunctionRef qualified = ref.qualifier().isPresent() ? ref : ref.withQualifier(Qualifier.LATEST);
        return onRead(qualified, scope);
    }

    static ResourceNotFoundException onDelete(FunctionRef ref, ArnScope scope) {
        return onRead(ref.withoutQualifier(), scope);
    }

    static ResourceNotFoundException onAliasRead(FunctionRef alias, ArnScope scope) {
        return new ResourceNotFoundException("Cannot find alias arn: " + alias.arn(scope));
    }

    static ResourceNotFoundException onAliasUpdate(FunctionRef alias, ArnScope scope) {
        return new ResourceNotFoundException("Alias not found: " + alias.arn(scope));
    }
}
