package io.faas4j.runtime.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.function.Alias;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.Routing;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is set of functions, as JSON with Lambda's names. Reading fails with a runtime exception if it is something else. */
final class SettingsJson {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SettingsJson() {}

    private record StoredAlias(
            String functionVersion, Map<String, Double> additionalVersionWeights, String description) {}

    private record StoredConcurrency(int concurrentExecutions) {}

    private record StoredConfig(
            @Nullable Integer maximumRetryAttempts,
            @Nullable Long maximumEventAgeInSeconds,
            @Nullable String onSuccess,
            @Nullable String onFailure,
            List<String> neverRetried) {}

    static String alias(Alias alias) {
        return write(new StoredAlias(
                alias.functionVersion(), alias.routing().additionalVersionWeights(), alias.description()));
    }

    static AliasSpec alias(String name, String json) {
        StoredAlias stored = read(json, StoredAlias.class);
        return AliasSpec.of(name)
                .version(stored.functionVersion())
                .routing(new Routing(stored.additionalVersionWeights()))
                .description(stored.description());
    }

    static String concurrency(int executions) {
        return write(new StoredConcurrency(executions));
    }

    static int concurrency(String json) {
        return read(json, StoredConcurrency.class).concurrentExecutions();
    }

    static String config(EventInvokeConfig config) {
        return write(new StoredConfig(
                config.maximumRetryAttempts().isPresent()
                        ? Integer.valueOf(config.maximumRetryAttempts().getAsInt())
                        : null,
                config.maximumEventAge().map(Duration::toSeconds).orElse(null),
                config.onSuccess().map(DestinationRef::toString).orElse(null),
                config.onFailure().map(DestinationRef::toString).orElse(null),
                config.neverRetried().stream().map(Class::getName).sorted().toList()));
    }

    static EventInvokeConfig config(String json) {
        StoredConfig stored = read(json, StoredConfig.class);
        EventInvokeConfig config = EventInvokeConfig.create();
        if (stored.maximumRetryAttempts() != null) {
            config = config.maximumRetryAttempts(stored.maximumRetryAttempts());
        }
        if (stored.maximumEventAgeInSeconds() != null) {
            config = config.maximumEventAge(Duration.ofSeconds(stored.maximumEventAgeInSeconds()));
        }
        if (stored.onSuccess() != null) {
            config = config.onSuccess(DestinationRef.parse(stored.onSuccess()));
        }
        if (stored.onFailure() != null) {
            config = config.onFailure(DestinationRef.parse(stored.onFailure()));
        }
        for (String type : stored.neverRetried()) {
            config = config.neverRetry(failure(type));
        }
        return config;
    }

    private static Class<? extends Throwable> failure(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader())
                    .asSubclass(Throwable.class);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("there is no class " + name, e);
        }
    }

    private static String write(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is made of strings and numbers cannot be written", e);
        }
    }

    private static <T> T read(String json, Class<T> type) {
        try {
            return JSON.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it cannot be read: " + e.getOriginalMessage(), e);
        }
    }
}
