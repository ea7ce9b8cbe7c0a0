package io.faas4j.functions.versions;

import static io.faas4j.functions.Gate.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.function.FunctionConfiguration;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.PublishOptions;
import io.faas4j.functions.Refusal;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A publish freezes {@code $LATEST} under the next number, if there is anything new to freeze. */
class PublishingTest {

    private static final String ARN = "arn:aws:lambda:local-1:000000000000:function:";

    private final VirtualTime time = VirtualTime.create();
    private final Faas faas =
            Faas.builder().time(time).random(RandomSource.seeded(1)).build();

    @AfterEach
    void close() {
        faas.close();
    }

    // ---- a snapshot ------------------------------------------------------------------------------------------------

    @Test
    @Rule("VER-1")
    void a_version_has_the_code_and_the_configuration_of_its_moment() {
        FunctionDefinition<String, String> first = FunctionDefinition.builder("fn", String.class, String.class)
                .handler((event, context) -> "first " + context.memoryLimitInMb())
                .configure(settings -> settings.memoryInMb(256))
                .build();
        FunctionVersion latest = faas.deploy(first);

        FunctionVersion published = faas.publish("fn");

        assertThat(published.version()).isEqualTo("1");
        assertThat(published.ref()).hasToString("fn:1");
        assertThat(published.state()).isEqualTo(FunctionVersion.State.ACTIVE);
        assertThat(published.configuration()).isEqualTo(first.configuration());
        assertThat(published.codeSha256()).isEqualTo(latest.codeSha256());
        assertThat(published.lastModified()).isEqualTo(latest.lastModified());
        assertThat(faas.functions().get("fn:1")).isEqualTo(published);
        assertThat(faas.invoke("fn:1", "event", String.class)).isEqualTo("first 256");
    }

    @Test
    @Rule({"VER-1", "VER-8"})
    void a_version_never_changes() {
        faas.deploy(answering("fn", "first"));
        FunctionVersion published = faas.publish("fn");

        faas.deploy(answering("fn", "second"));
        faas.publish("fn");
        faas.functions().update(answering("fn", "third"));

        assertThat(faas.functions().get("fn:1")).isEqualTo(published);
        assertThat(faas.invoke("fn:1", "event", String.class)).isEqualTo("first");
        assertThat(faas.invoke("fn:2", "event", String.class)).isEqualTo("second");
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("third");
    }

    @Test
    @Rule("VER-8")
    void a_reservation_is_shared_by_all_versions_and_no_part_of_any() {
        faas.deploy(answering("fn", "first"));
        FunctionVersion published = faas.publish("fn");

        faas.functions().putConcurrency("fn", 0);

        assertThat(faas.functions().get("fn:1")).isEqualTo(published);
        assertThat(faas.publish("fn")).isEqualTo(published);
        assertThat(Refusal.of(() -> faas.invoke("fn:1", "event", String.class)).status())
                .isEqualTo(429);
    }

    // ---- without a change ------------------------------------------------------------------------------------------

    @Test
    @Rule("VER-2")
    void publishing_without_a_change_gives_the_version_there_is() {
        faas.deploy(answering("fn", "first"));
        FunctionVersion published = faas.publish("fn");
        UUID latest = faas.functions().get("fn").revisionId();

        FunctionVersion again = faas.publish("fn");

        assertThat(again).isEqualTo(published);
        assertThat(faas.functions().listVersions("fn")).hasSize(2);
        assertThat(faas.functions().get("fn").revisionId()).isEqualTo(latest);
    }

    @Test
    @Rule("VER-2")
    void an_update_that_changes_nothing_gives_nothing_to_publish() {
        FunctionDefinition<String, String> same = answering("fn", "same");
        faas.deploy(same);
        FunctionVersion published = faas.publish("fn");

        faas.deploy(same);

        assertThat(faas.publish("fn")).isEqualTo(published);
    }

    @Test
    @Rule("VER-2")
    void another_description_of_the_version_alone_is_no_change() {
        faas.deploy(answering("fn", "first"));
        FunctionVersion published = faas.publish("fn");

        FunctionVersion again = faas.functions().publish("fn", PublishOptions.NONE.description("once more"));

        assertThat(again).isEqualTo(published);
        assertThat(again.description()).isEmpty();
    }

    @Test
    @Rule("VER-2")
    void changed_code_or_a_changed_setting_is_a_new_version() {
        FunctionDefinition<String, String> first = answering("fn", "first");
        faas.deploy(first);
        assertThat(faas.publish("fn").version()).isEqualTo("1");

        faas.deploy(first.withConfiguration(
                FunctionConfiguration.DEFAULT.with(settings -> settings.timeout(Duration.ofSeconds(4)))));
        assertThat(faas.publish("fn").version()).isEqualTo("2");

        faas.deploy(answering("fn", "second"));
        assertThat(faas.publish("fn").version()).isEqualTo("3");
    }

    @Test
    @Rule("VER-2")
    void only_the_last_version_counts() {
        FunctionDefinition<String, String> first = answering("fn", "first");
        faas.deploy(first);
        faas.publish("fn");
        faas.deploy(answering("fn", "second"));
        faas.publish("fn");

        faas.deploy(first);

        assertThat(faas.publish("fn").version()).isEqualTo("3");
        assertThat(faas.invoke("fn:3", "event", String.class)).isEqualTo("first");
    }

    // ---- numbers ---------------------------------------------------------------------------------------------------

    @Test
    @Rule("VER-3")
    void the_number_of_a_deleted_version_never_comes_again() {
        faas.deploy(answering("fn", "first"));
        faas.publish("fn");
        faas.functions().delete("fn:1");

        FunctionVersion published = faas.publish("fn");

        assertThat(published.version()).isEqualTo("2");
    }

    @Test
    @Rule("VER-3")
    void the_numbers_of_a_deleted_function_never_come_again() {
        faas.deploy(answering("fn", "first"));
        faas.publish("fn");
        faas.deploy(answering("fn", "second"));
        faas.publish("fn");

        faas.functions().delete("fn");
        faas.deploy(answering("fn", "second"));

        assertThat(faas.publish("fn").version()).isEqualTo("3");
        assertThat(faas.functions().listVersions("fn"))
                .extracting(FunctionVersion::version)
                .containsExactly("$LATEST", "3");
    }

    @Test
    @Rule("VER-3")
    void each_function_has_numbers_of_its_own() {
        faas.deploy(answering("one", ""));
        faas.deploy(answering("two", ""));
        faas.publish("one");

        assertThat(faas.publish("two").version()).isEqualTo("1");
    }

    // ---- conditions ------------------------------------------------------------------------------------------------

    @Test
    @Rule("VER-4")
    void publishing_other_code_than_expected_is_refused() {
        String stale = faas.deploy(answering("fn", "first")).codeSha256();
        String current = faas.deploy(answering("fn", "second")).codeSha256();

        Refusal refusal = Refusal.of(() -> faas.functions().publish("fn", PublishOptions.NONE.ifCodeSha256(stale)));

        assertThat(refusal)
                .isEqualTo(Refusal.invalidValue(
                        "CodeSHA256 (%s) is different from current CodeSHA256 in $LATEST (%s). Please try again with the CodeSHA256 in $LATEST."
                                .formatted(stale, current)));
        assertThat(faas.functions().listVersions("fn")).hasSize(1);
        assertThat(faas.functions()
                        .publish("fn", PublishOptions.NONE.ifCodeSha256(current))
                        .version())
                .isEqualTo("1");
    }

    @Test
    @Rule({"VER-4", "FN-10"})
    void publishing_another_revision_than_expected_is_refused() {
        UUID stale = faas.deploy(answering("fn", "first")).revisionId();
        UUID current = faas.deploy(answering("fn", "second")).revisionId();

        Refusal refusal = Refusal.of(() -> faas.functions().publish("fn", PublishOptions.NONE.ifRevision(stale)));

        assertThat(refusal).isEqualTo(Refusal.staleRevision());
        assertThat(faas.functions().listVersions("fn")).hasSize(1);
        assertThat(faas.functions()
                        .publish("fn", PublishOptions.NONE.ifRevision(current))
                        .version())
                .isEqualTo("1");
    }

    // ---- descriptions ----------------------------------------------------------------------------------------------

    @Test
    @Rule("VER-5")
    void a_description_is_for_that_version_only() {
        faas.deploy(described("of latest", "first"));

        FunctionVersion published = faas.functions().publish("fn", PublishOptions.NONE.description("of version 1"));

        assertThat(published.description()).isEqualTo("of version 1");
        assertThat(faas.functions().get("fn:1").description()).isEqualTo("of version 1");
        assertThat(faas.functions().get("fn").description()).isEqualTo("of latest");
    }

    @Test
    @Rule("VER-5")
    void without_one_a_version_inherits_the_description() {
        faas.deploy(described("of latest", "first"));

        assertThat(faas.publish("fn").description()).isEqualTo("of latest");
    }

    // ---- what a publish leaves alone -------------------------------------------------------------------------------

    @Test
    @Rule("VER-6")
    void publishing_changes_nothing_of_the_unpublished_version_but_its_revision_id() {
        FunctionVersion before = faas.deploy(answering("fn", "first"));
        time.advance(Duration.ofMinutes(1));

        faas.functions().publish("fn", PublishOptions.NONE.description("version 1"));

        FunctionVersion after = faas.functions().get("fn");
        assertThat(after.revisionId()).isNotEqualTo(before.revisionId());
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("revisionId")
                .isEqualTo(before);
    }

    @Test
    @Rule("VER-6")
    void publishing_leaves_warm_contexts_of_the_unpublished_version_warm() {
        AtomicInteger inits = new AtomicInteger();
        faas.deploy(FunctionDefinition.builder("fn", String.class, String.class)
                .handlerFactory(init -> {
                    inits.incrementAndGet();
                    return (event, context) -> event;
                })
                .build());
        faas.invoke("fn", "event", String.class);

        faas.publish("fn");
        faas.invoke("fn", "event", String.class);

        assertThat(inits).hasValue(1);
    }

    // ---- in one step -----------------------------------------------------------------------------------------------

    @Test
    @Rule("VER-7")
    void a_creation_can_publish_and_answers_under_the_unqualified_reference() {
        FunctionVersion answer = faas.functions().deployAndPublish(answering("fn", "first"));

        assertThat(answer.version()).isEqualTo("1");
        assertThat(answer.ref()).hasToString("fn");
        assertThat(faas.functions().get("fn:1").ref()).hasToString("fn:1");
        assertThat(faas.invoke("fn:1", "event", String.class)).isEqualTo("first");
    }

    @Test
    @Rule("VER-7")
    void an_update_can_publish_and_answers_under_the_version() {
        faas.functions().deployAndPublish(answering("fn", "first"));

        FunctionVersion answer = faas.functions().deployAndPublish(answering("fn", "second"));

        assertThat(answer.version()).isEqualTo("2");
        assertThat(answer.ref()).hasToString("fn:2");
        assertThat(faas.invoke("fn:2", "event", String.class)).isEqualTo("second");
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("second");
    }

    @Test
    @Rule("ID-7")
    void a_missing_function_cannot_be_published() {
        assertThat(Refusal.of(() -> faas.publish("missing")))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "missing"));
    }

    private static FunctionDefinition<String, String> described(String description, String answer) {
        return FunctionDefinition.builder("fn", String.class, String.class)
                .handler((event, context) -> answer)
                .description(description)
                .build();
    }
}
