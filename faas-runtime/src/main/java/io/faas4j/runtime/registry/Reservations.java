package io.faas4j.runtime.registry;

import io.faas4j.error.ValidationException;
import io.faas4j.function.FunctionRef;
import java.util.OptionalInt;

/** The reserved concurrency of a registry's functions: it belongs to the whole function (rule ID-9). */
final class Reservations {

    private final FunctionRegistry functions;
    private final References references;

    Reservations(FunctionRegistry functions, References references) {
        this.functions = functions;
        this.references = references;
    }

    void put(String function, int invocations) {
        if (invocations < 0) {
            throw ValidationException.of(
                    "reservedConcurrentExecutions", invocations, "Member must have value greater than or equal to 0");
        }
        functions.write(() -> {
            FunctionEntry entry = existing(function);
            entry.concurrency().reserve(invocations);
            functions.restoration().reserved(entry.ref().name(), invocations);
            return entry;
        });
    }

    /** As with every read, a function that does not exist is said before its qualifier is refused (rule ID-7). */
    OptionalInt get(String function) {
        FunctionRef ref = references.own(function);
        FunctionEntry entry = functions.entry(ref.name());
        if (entry == null) {
            throw NotFound.onRead(References.local(ref), references.scope());
        }
        References.requireUnqualified(ref);
        return entry.concurrency().reservation();
    }

    void delete(String function) {
        functions.write(() -> {
            FunctionEntry entry = existing(function);
            entry.concurrency().unreserve();
            functions.restoration().reserved(entry.ref().name(), null);
            return entry;
        });
    }

    FunctionEntry existing(String function) {
        FunctionRef ref = references.whole(function);
        FunctionEntry entry = functions.entry(ref.name());
        if (entry == null) {
            throw NotFound.onInvoke(References.local(ref), references.scope());
        }
        return entry;
    }
}
