package io.faas4j.runtime.registry;

import org.jspecify.annotations.Nullable;

/** Keeps nothing. */
final class NoLastValues implements LastValues {

    @Override
    public @Nullable String get(String function, String qualifier, Setting setting) {
        return null;
    }

    @Override
    public void put(String function, String qualifier, Setting setting, @Nullable String json) {}

    @Override
    public void remove(String function, @Nullable String qualifier) {}
}
