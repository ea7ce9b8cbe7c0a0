package io.faas4j.runtime.registry;

import io.faas4j.error.AccessDeniedException;
import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionRef;

/**
 * What references mean in one runtime (rule ID-8).
 *
 * @param scope where its functions live
 */
record References(ArnScope scope) {

    /** Reads a reference, and refuses those of another region or account. */
    FunctionRef own(String function) {
        FunctionRef ref = FunctionRef.parse(function);
        requireOwn(ref);
        return ref;
    }

    /** Reads a reference for an operation on the whole function, and refuses a qualifier (rule ID-9). */
    FunctionRef whole(String function) {
        FunctionRef ref = own(function);
        requireUnqualified(ref);
        return ref;
    }

    static void requireUnqualified(FunctionRef ref) {
        if (ref.qualifier().isPresent()) {
            throw new InvalidParameterValueException("This operation is permitted on Lambda functions only. "
                    + "Aliases and versions do not support this operation. "
                    + "Please specify either a function name or an unqualified function ARN.");
        }
    }

    void requireOwn(FunctionRef ref) {
        String region = ref.region().orElse(scope.region());
        if (!region.equals(scope.region())) {
            throw new ResourceNotFoundException(
                    "Functions from '%s' are not reachable in this region ('%s')".formatted(region, scope.region()));
        }
        if (!ref.account().orElse(scope.account()).equals(scope.account())) {
            throw new AccessDeniedException(null);
        }
    }

    /** The reference without its ARN parts: they are this runtime's own. */
    static FunctionRef local(FunctionRef ref) {
        FunctionRef bare = FunctionRef.parse(ref.name());
        return ref.qualifier().map(bare::withQualifier).orElse(bare);
    }
}
