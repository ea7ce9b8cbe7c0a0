package io.faas4j.runtime.registry;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.FunctionEventInvokeConfig;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.Qualifier;
import io.faas4j.runtime.time.TimeSource;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The settings for asynchronous invocation of functions, versions and aliases. They hold for events that were sent to exactly
 * that qualifier, none being {@code $LATEST} (rule ASYNC-13), are not copied to a new version (rule VER-9), and go with their
 * alias, version or function. A change takes effect for every decision about an event that is made after it returned. Safe
 * for use by many threads.
 */
public final class EventInvokeConfigs {

    private final FunctionRegistry functions;
    private final References references;
    private final TimeSource time;
    private final DestinationChecks destinations;

    EventInvokeConfigs(FunctionRegistry functions, References references, TimeSource time) {
        this.functions = functions;
        this.references = references;
        this.time = time;
        this.destinations = new DestinationChecks(functions, references.scope());
    }

    /**
     * Sets the whole configuration: what is not set in it has its default from now on (rule ASYNC-10).
     *
     * @param function any reference
     * @param config with at least one setting
     * @throws InvalidParameterValueException if nothing is set (rule ASYNC-10), or a destination cannot be (rule ASYNC-12)
     * @throws ResourceNotFoundException if the reference leads nowhere (rule ID-7)
     */
    public FunctionEventInvokeConfig put(String function, EventInvokeConfig config) {
        if (config.isEmpty()) {
            throw new InvalidParameterValueException(
                    "You must specify at least one of error handling or destination setting.");
        }
        FunctionRef ref = references.own(function);
        return functions.write(() -> set(route(ref), ref, config));
    }

    /**
     * Changes what is set in the changes, and keeps the rest (rule ASYNC-10).
     *
     * @param function any reference
     * @param changes what to change
     * @throws InvalidParameterValueException if a destination cannot be (rule ASYNC-12)
     * @throws ResourceNotFoundException if the reference leads nowhere, or nothing is configured by this name (rule ID-7)
     */
    public FunctionEventInvokeConfig update(String function, EventInvokeConfig changes) {
        FunctionRef ref = references.own(function);
        return functions.write(() -> {
            Route route = route(ref);
            FunctionEventInvokeConfig old = route.eventInvokeConfig();
            if (old == null) {
                throw nothingConfigured(ref);
            }
            return set(route, ref, old.config().merge(changes));
        });
    }

    private FunctionEventInvokeConfig set(Route route, FunctionRef ref, EventInvokeConfig config) {
        destinations.check(ref.name(), config);
        FunctionEventInvokeConfig made =
                new FunctionEventInvokeConfig(arn(ref), time.now().truncatedTo(ChronoUnit.MILLIS), config);
        route.eventInvokeConfig(made);
        functions.restoration().configured(ref.name(), qualifier(ref), config);
        return made;
    }

    /** Sets what was set by an earlier process, and checked then. */
    void restore(FunctionEntry entry, String qualifier, EventInvokeConfig config) {
        FunctionRef ref = entry.ref().withQualifier(new Qualifier(qualifier));
        Route route = route(ref);
        route.eventInvokeConfig(
                new FunctionEventInvokeConfig(arn(ref), time.now().truncatedTo(ChronoUnit.MILLIS), config));
    }

    private static String qualifier(FunctionRef ref) {
        return ref.qualifier().orElse(Qualifier.LATEST).text();
    }

    /**
     * What is configured by exactly this name.
     *
     * @param function any reference
     * @throws ResourceNotFoundException if it is nothing (rule ID-7)
     */
    public FunctionEventInvokeConfig get(String function) {
        FunctionRef ref = references.own(function);
        FunctionEventInvokeConfig found = configured(find(ref));
        if (found == null) {
            throw nothingConfigured(ref);
        }
        return found;
    }

    /**
     * Takes the configuration away; every setting has its default from now on.
     *
     * @param function any reference
     * @throws ResourceNotFoundException if nothing is configured by this name (rule ID-7)
     */
    public void delete(String function) {
        FunctionRef ref = references.own(function);
        functions.write(() -> {
            Route route = find(ref);
            if (route == null || configured(route) == null) {
                throw nothingConfigured(ref);
            }
            route.eventInvokeConfig(null);
            functions.restoration().configured(ref.name(), qualifier(ref), null);
            return ref;
        });
    }

    /**
     * All configurations of a function, its versions and its aliases, by ARN.
     *
     * @param function an unqualified reference
     * @throws InvalidParameterValueException on a qualifier (rule ID-9)
     * @throws ResourceNotFoundException if there is no such function (rule ID-7)
     */
    public List<FunctionEventInvokeConfig> list(String function) {
        FunctionRef ref = references.whole(function);
        FunctionEntry entry = functions.entry(ref.name());
        if (entry == null) {
            throw noFunction();
        }
        return Stream.concat(Stream.of(entry.latestRoute()), entry.qualified().stream())
                .map(Route::eventInvokeConfig)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(FunctionEventInvokeConfig::functionArn))
                .toList();
    }

    // ---- names -----------------------------------------------------------------------------------------------------

    private @Nullable Route find(FunctionRef ref) {
        FunctionEntry entry = functions.entry(ref.name());
        return entry == null ? null : entry.route(ref.qualifier().orElse(null));
    }

    private Route route(FunctionRef ref) {
        Route route = find(ref);
        if (route == null) {
            throw noFunction();
        }
        return route;
    }

    private static @Nullable FunctionEventInvokeConfig configured(@Nullable Route route) {
        return route == null ? null : route.eventInvokeConfig();
    }

    /** Always with a qualifier (rule ASYNC-11). */
    private String arn(FunctionRef ref) {
        FunctionRef local = References.local(ref);
        FunctionRef qualified = ref.qualifier().isPresent() ? local : local.withQualifier(Qualifier.LATEST);
        return qualified.arn(references.scope());
    }

    private static ResourceNotFoundException noFunction() {
        return new ResourceNotFoundException("The function doesn't exist.");
    }

    private ResourceNotFoundException nothingConfigured(FunctionRef ref) {
        return new ResourceNotFoundException("The function " + arn(ref) + " doesn't have an EventInvokeConfig");
    }
}
