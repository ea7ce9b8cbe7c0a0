package io.faas4j.runtime.registry;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.function.ArnScope;
import io.faas4j.function.FunctionRef;
import java.util.Optional;

/** Which destinations a function may have, in Lambda's words (rules ASYNC-9, ASYNC-12). */
final class DestinationChecks {

    private final FunctionRegistry functions;
    private final ArnScope scope;

    DestinationChecks(FunctionRegistry functions, ArnScope scope) {
        this.functions = functions;
        this.scope = scope;
    }

    /** Only functions have to be there already; any other destination shows when something is delivered to it. */
    void check(String function, EventInvokeConfig config) {
        config.onSuccess().ifPresent(destination -> check(function, "onSuccess", destination));
        config.onFailure().ifPresent(destination -> check(function, "onFailure", destination));
        if (config.onSuccess().map(DestinationRef::kind).stream().anyMatch(DestinationRef.Kind.BUCKET::equals)) {
            throw new InvalidParameterValueException(
                    "The provided destination config DestinationConfig(onSuccess=%s, onFailure=%s) is invalid."
                            .formatted(shown("OnSuccess", config.onSuccess()), shown("OnFailure", config.onFailure())));
        }
    }

    private void check(String function, String side, DestinationRef destination) {
        if (destination.kind() == DestinationRef.Kind.DEAD_LETTERS) {
            throw ValidationException.of(
                    "destinationConfig.%s.destination".formatted(side),
                    destination,
                    "Member must not be the dead-letter area: events that fail and have no destination are kept there");
        }
        FunctionRef target = destination.function().orElse(null);
        if (target == null) {
            return;
        }
        if (target.name().equals(function)) {
            throw new InvalidParameterValueException("You can't specify the function as a destination for itself.");
        }
        FunctionEntry entry = functions.entry(target.name());
        if (entry == null || entry.route(target.qualifier().orElse(null)) == null) {
            throw new InvalidParameterValueException("The destination ARN " + destination.arn(scope) + " is invalid.");
        }
    }

    private String shown(String side, Optional<DestinationRef> destination) {
        return destination
                .map(given -> "%s(destination=%s)".formatted(side, given.arn(scope)))
                .orElse("null");
    }
}
