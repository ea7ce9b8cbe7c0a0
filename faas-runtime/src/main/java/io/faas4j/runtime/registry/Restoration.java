package io.faas4j.runtime.registry;

import io.faas4j.event.EventInvokeConfig;
import io.faas4j.function.Alias;
import io.faas4j.function.AliasSpec;
import io.faas4j.runtime.failures.FailureLog;
import io.faas4j.runtime.registry.LastValues.Setting;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the last values back when what they belong to is registered again: a function with its creation, a version once it is
 * published, an alias with its own creation. What cannot be brought back is said, and stays stored until it is set anew. Used under
 * the registry's lock.
 */
final class Restoration {

    private static final Logger log = LoggerFactory.getLogger(Restoration.class);

    private static final String LATEST = "$LATEST";

    private final FunctionRegistry functions;
    private volatile LastValues values = LastValues.NONE;

    Restoration(FunctionRegistry functions) {
        this.functions = functions;
    }

    void from(LastValues kept) {
        values = kept;
    }

    // ---- back ------------------------------------------------------------------------------------------------------

    void created(FunctionEntry entry) {
        restore(
                entry,
                LATEST,
                Setting.RESERVED_CONCURRENCY,
                json -> entry.concurrency().reserve(SettingsJson.concurrency(json)));
        restoreConfig(entry, LATEST);
    }

    void published(FunctionEntry entry, String version) {
        restoreQualified(entry, version);
    }

    /** What an alias that is created is to be: as it was last, or as it is given if it was not, or that is not possible any more. */
    AliasSpec alias(FunctionEntry entry, AliasSpec given, Consumer<AliasSpec> check) {
        AliasSpec[] found = {given};
        restore(entry, given.name(), Setting.ALIAS, json -> {
            AliasSpec last = SettingsJson.alias(given.name(), json);
            check.accept(last);
            found[0] = last;
        });
        return found[0];
    }

    void aliasCreated(FunctionEntry entry, String alias) {
        restoreQualified(entry, alias);
    }

    private void restoreQualified(FunctionEntry entry, String qualifier) {
        restoreConfig(entry, qualifier);
        restore(
                entry,
                qualifier,
                Setting.PROVISIONED_CONCURRENCY,
                json -> functions.provisioned().restore(entry, qualifier, SettingsJson.concurrency(json)));
    }

    private void restoreConfig(FunctionEntry entry, String qualifier) {
        restore(
                entry,
                qualifier,
                Setting.EVENT_INVOKE_CONFIG,
                json -> functions.eventInvokeConfigs().restore(entry, qualifier, SettingsJson.config(json)));
    }

    private void restore(FunctionEntry entry, String qualifier, Setting setting, Consumer<String> use) {
        String json = values.get(entry.ref().name(), qualifier, setting);
        if (json == null) {
            return;
        }
        try {
            use.accept(json);
        } catch (RuntimeException unusable) {
            FailureLog.warn(
                    log,
                    "The last {} of {}:{} cannot be brought back, and what is set now holds; it was {}",
                    setting,
                    entry.ref().name(),
                    qualifier,
                    json,
                    unusable);
        }
    }

    // ---- kept ------------------------------------------------------------------------------------------------------

    /** As which an alias is created is the application's to say: only what became of it is kept. */
    void changed(Alias alias) {
        values.put(alias.ref().name(), alias.name(), Setting.ALIAS, SettingsJson.alias(alias));
    }

    void reserved(String function, @Nullable Integer executions) {
        concurrency(function, LATEST, Setting.RESERVED_CONCURRENCY, executions);
    }

    void provisioned(String function, String qualifier, @Nullable Integer executions) {
        concurrency(function, qualifier, Setting.PROVISIONED_CONCURRENCY, executions);
    }

    private void concurrency(String function, String qualifier, Setting setting, @Nullable Integer executions) {
        values.put(function, qualifier, setting, executions == null ? null : SettingsJson.concurrency(executions));
    }

    void configured(String function, String qualifier, @Nullable EventInvokeConfig config) {
        values.put(
                function, qualifier, Setting.EVENT_INVOKE_CONFIG, config == null ? null : SettingsJson.config(config));
    }

    /** Deleted, or one qualifier of it was. */
    void deleted(String function, @Nullable String qualifier) {
        values.remove(function, qualifier);
    }
}
