package io.faas4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.lang.ArchRule;
import io.faas4j.architecture.fixture.arrows.straight.function.Api;
import io.faas4j.architecture.fixture.library.function.GuavaInTheApi;
import io.faas4j.architecture.fixture.library.function.JacksonInTheApi;
import io.faas4j.architecture.fixture.library.function.LoggerInTheApi;
import io.faas4j.architecture.fixture.library.function.MicrometerInTheApi;
import io.faas4j.architecture.fixture.library.function.SqlInTheApi;
import io.faas4j.architecture.fixture.library.runtime.GuavaInSignatures;
import io.faas4j.architecture.fixture.library.runtime.GuavaInside;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LibraryRulesTest {

    private static final Modules MODULES = Modules.of(Violations.FIXTURES + ".library");

    @ParameterizedTest
    @ValueSource(
            classes = {
                GuavaInTheApi.class,
                JacksonInTheApi.class,
                MicrometerInTheApi.class,
                LoggerInTheApi.class,
                SqlInTheApi.class
            })
    void an_api_that_needs_more_than_the_jdk_is_reported(Class<?> type) {
        assertThat(Violations.of(LibraryRules.apiNeedsOnlyTheJdk(MODULES), type))
                .anyMatch(text -> text.contains(type.getSimpleName()));
    }

    @Test
    void an_api_that_needs_nothing_is_fine() {
        ArchRule rule = LibraryRules.apiNeedsOnlyTheJdk(Modules.of(Violations.FIXTURES + ".arrows.straight"));

        assertThat(Violations.of(rule, Api.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {GuavaInTheApi.class, JacksonInTheApi.class, MicrometerInTheApi.class, LoggerInTheApi.class})
    void a_library_in_the_api_is_reported(Class<?> type) {
        assertThat(Violations.of(LibraryRules.apiKnowsNoLibrary(MODULES), type))
                .anyMatch(text -> text.contains(type.getSimpleName()));
    }

    @Test
    void guava_in_any_part_of_a_signature_is_reported() {
        var violations = Violations.of(
                LibraryRules.signaturesHideLibraries(),
                GuavaInSignatures.class,
                GuavaInSignatures.Supertype.class,
                GuavaInSignatures.Parameter.class);

        assertThat(violations)
                .anyMatch(text -> text.contains("GuavaInSignatures.field") && text.contains("ImmutableList"))
                .anyMatch(text -> text.contains("GuavaInSignatures.<init>") && text.contains("Supplier"))
                .anyMatch(text -> text.contains("GuavaInSignatures.result()") && text.contains("ImmutableList"))
                .anyMatch(text -> text.contains("GuavaInSignatures.generic()") && text.contains("ImmutableList"))
                .anyMatch(text -> text.contains("GuavaInSignatures.exception()") && text.contains("UncheckedTimeout"))
                .anyMatch(text -> text.contains("GuavaInSignatures$Supertype") && text.contains("ForwardingList"))
                .anyMatch(text -> text.contains("GuavaInSignatures$Parameter") && text.contains("ImmutableList"));
    }

    @Test
    void guava_inside_is_fine() {
        assertThat(Violations.of(LibraryRules.signaturesHideLibraries(), GuavaInside.class))
                .isEmpty();
    }
}
