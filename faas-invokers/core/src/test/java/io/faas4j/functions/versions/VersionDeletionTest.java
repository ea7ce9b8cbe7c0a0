package io.faas4j.functions.versions;

import static io.faas4j.functions.Gate.answering;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.faas4j.Faas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.Routing;
import io.faas4j.functions.Gate;
import io.faas4j.functions.Refusal;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Deleting one version of {@code fn}, which has versions 1 to 3, and listing what is there. */
class VersionDeletionTest {

    private static final String ARN = "arn:aws:lambda:local-1:000000000000:function:";

    private final Faas faas = Faas.builder()
            .time(VirtualTime.create())
            .random(RandomSource.seeded(1))
            .build();

    @BeforeEach
    void publishThree() {
        publish(3);
    }

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    @Rule("VER-10")
    void a_deleted_version_is_gone_and_the_others_stay() {
        FunctionHandle<String, String> handle = faas.function("fn:2", String.class, String.class);
        assertThat(handle.invoke("event")).isEqualTo("2");

        faas.functions().delete("fn:2");

        Refusal expected = Refusal.notFound("Function not found: " + ARN + "fn:2");
        assertThat(Refusal.of(() -> faas.functions().get("fn:2"))).isEqualTo(expected);
        assertThat(Refusal.of(() -> handle.invoke("event"))).isEqualTo(expected);
        assertThat(faas.invoke("fn:1", "event", String.class)).isEqualTo("1");
        assertThat(faas.invoke("fn:3", "event", String.class)).isEqualTo("3");
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"fn:4", "fn:0", "fn:01", "fn:99999999999999999999"})
    @Rule("VER-10")
    void deleting_a_number_that_does_not_exist_does_nothing(String reference) {
        assertThatCode(() -> faas.functions().delete(reference)).doesNotThrowAnyException();
        assertThat(versions()).containsExactly("$LATEST", "1", "2", "3");
    }

    @Test
    @Rule("VER-10")
    void deleting_twice_does_nothing_more() {
        faas.functions().delete("fn:1");

        assertThatCode(() -> faas.functions().delete("fn:1")).doesNotThrowAnyException();
        assertThat(versions()).containsExactly("$LATEST", "2", "3");
    }

    @Test
    @Rule("VER-10")
    void the_unpublished_version_cannot_be_deleted_alone() {
        assertThat(Refusal.of(() -> faas.functions().delete("fn:$LATEST")))
                .isEqualTo(Refusal.invalidValue("$LATEST version cannot be deleted without deleting the function."));
    }

    @ParameterizedTest
    @ValueSource(strings = {"fn:live", "fn:dead"})
    @Rule("VER-10")
    void an_alias_cannot_be_deleted_as_a_version(String reference) {
        faas.alias("fn", AliasSpec.of("live").version("1"));

        assertThat(Refusal.of(() -> faas.functions().delete(reference)))
                .isEqualTo(Refusal.invalidValue("Deletion of aliases is not currently supported."));
    }

    @Test
    @Rule("VER-10")
    void an_invocation_of_a_deleted_version_finishes() {
        Gate gate = new Gate("finished");
        faas.deploy(gate.as("fn"));
        String version = faas.publish("fn").version();
        Gate.Held running = gate.hold(faas, "fn:" + version);

        faas.functions().delete("fn:" + version);

        assertThat(running.letGo().payload()).isEqualTo("finished");
    }

    @Test
    @Rule("VER-11")
    void a_version_that_aliases_point_to_cannot_be_deleted() {
        faas.alias("fn", AliasSpec.of("live").version("1"));
        faas.alias("fn", AliasSpec.of("canary").version("2").routing(Routing.to("1", 0.5)));

        Refusal refusal = Refusal.of(() -> faas.functions().delete("fn:1"));

        assertThat(refusal.code()).isEqualTo("ResourceConflictException");
        assertThat(refusal.status()).isEqualTo(409);
        assertThat(refusal.message()).contains("live").contains("canary");
        assertThat(faas.invoke("fn:1", "event", String.class)).isEqualTo("1");
    }

    @Test
    @Rule("VER-11")
    void a_weighted_version_cannot_be_deleted_even_with_weight_0() {
        faas.alias("fn", AliasSpec.of("live").version("1").routing(Routing.to("2", 0)));

        assertThat(Refusal.of(() -> faas.functions().delete("fn:2")).status()).isEqualTo(409);
    }

    @Test
    @Rule("VER-11")
    void once_no_alias_points_to_it_a_version_can_be_deleted() {
        faas.alias("fn", AliasSpec.of("live").version("1").routing(Routing.to("2", 0.5)));

        faas.alias("fn", AliasSpec.of("live").version("3").routing(Routing.NONE));
        faas.functions().delete("fn:1");
        faas.functions().delete("fn:2");

        assertThat(versions()).containsExactly("$LATEST", "3");
    }

    @Test
    @Rule("VER-12")
    void versions_are_listed_by_number_after_the_unpublished_one() {
        publish(11);

        assertThat(versions()).containsExactly("$LATEST", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11");
    }

    @Test
    @Rule("VER-12")
    void a_function_without_versions_lists_the_unpublished_one() {
        faas.deploy(answering("other", ""));

        assertThat(faas.functions().listVersions("other"))
                .extracting(FunctionVersion::version)
                .containsExactly("$LATEST");
    }

    private void publish(int last) {
        for (int version = last == 3 ? 1 : 4; version <= last; version++) {
            faas.deploy(answering("fn", Integer.toString(version)));
            faas.publish("fn");
        }
    }

    private Iterable<String> versions() {
        return faas.functions().listVersions("fn").stream()
                .map(FunctionVersion::version)
                .toList();
    }
}
