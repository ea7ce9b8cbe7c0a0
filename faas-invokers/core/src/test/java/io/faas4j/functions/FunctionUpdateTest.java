package io.faas4j.functions;

import static io.faas4j.functions.Gate.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionVersion;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An update of {@code $LATEST}: atomic, conditional if wanted, and unseen by what runs already. */
class FunctionUpdateTest {

    private static final String ARN = "arn:aws:lambda:local-1:000000000000:function:";

    private final Faas faas = Faas.builder()
            .time(VirtualTime.create())
            .random(RandomSource.seeded(1))
            .build();

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    @Rule("FN-9")
    void every_change_gives_a_new_revision_id() {
        UUID created = faas.deploy(answering("fn", "first")).revisionId();

        UUID updated = faas.functions().update(answering("fn", "second")).revisionId();
        faas.publish("fn");
        UUID published = faas.functions().get("fn").revisionId();

        assertThat(created).isNotEqualTo(updated).isNotEqualTo(published);
        assertThat(published).isNotEqualTo(updated);
    }

    @Test
    @Rule("FN-9")
    void an_update_that_changes_nothing_gives_a_new_revision_id_too() {
        FunctionDefinition<String, String> same = answering("fn", "same");
        UUID created = faas.deploy(same).revisionId();

        UUID updated = faas.functions().update(same).revisionId();

        assertThat(updated).isNotEqualTo(created);
    }

    @Test
    @Rule("FN-9")
    void reading_and_invoking_change_no_revision_id() {
        UUID created = faas.deploy(answering("fn", "first")).revisionId();

        faas.invoke("fn", "event", String.class);
        faas.functions().list();

        assertThat(faas.functions().get("fn").revisionId()).isEqualTo(created);
    }

    @Test
    @Rule("FN-10")
    void an_update_goes_through_under_the_current_revision_id() {
        UUID created = faas.deploy(answering("fn", "first")).revisionId();

        faas.functions().update(answering("fn", "second"), created);

        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("second");
    }

    @Test
    @Rule("FN-10")
    void an_update_under_a_stale_revision_id_is_refused_and_changes_nothing() {
        UUID stale = faas.deploy(answering("fn", "first")).revisionId();
        FunctionVersion current = faas.deploy(answering("fn", "second"));

        Refusal refusal = Refusal.of(() -> faas.functions().update(answering("fn", "third"), stale));

        assertThat(refusal).isEqualTo(Refusal.staleRevision());
        assertThat(faas.functions().get("fn")).isEqualTo(current);
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("second");
    }

    @Test
    @Rule("FN-10")
    void publishing_makes_a_revision_id_stale() {
        UUID stale = faas.deploy(answering("fn", "first")).revisionId();
        faas.publish("fn");

        Refusal refusal = Refusal.of(() -> faas.functions().update(answering("fn", "second"), stale));

        assertThat(refusal).isEqualTo(Refusal.staleRevision());
    }

    @Test
    @Rule("FN-12")
    void a_dry_run_answers_what_is_there_and_changes_nothing() {
        FunctionVersion created = faas.deploy(answering("fn", "first"));

        FunctionVersion answer = faas.functions().dryRunUpdate(answering("fn", "second"));

        assertThat(answer).isEqualTo(created);
        assertThat(faas.functions().get("fn")).isEqualTo(created);
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("first");
    }

    @Test
    @Rule("FN-12")
    void a_dry_run_is_refused_as_the_update_would_be() {
        faas.deploy(answering("fn", "first"));
        FunctionDefinition<String, String> greedy = FunctionDefinition.builder("fn", String.class, String.class)
                .handler((event, context) -> event)
                .reservedConcurrency(901)
                .build();

        Refusal refusal = Refusal.of(() -> faas.functions().dryRunUpdate(greedy));

        assertThat(refusal).isEqualTo(Refusal.of(() -> faas.functions().update(greedy)));
        assertThat(Refusal.of(() -> faas.functions().dryRunUpdate(answering("other", ""))))
                .isEqualTo(Refusal.notFound("Function not found: " + ARN + "other"));
    }

    @Test
    @Rule("FN-14")
    void an_update_does_not_disturb_an_invocation_that_runs() {
        Gate first = new Gate("first");
        faas.deploy(first.as("fn"));
        Gate.Held running = first.hold(faas, "fn");

        faas.deploy(answering("fn", "second"));

        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("second");
        assertThat(running.isRunning()).isTrue();
        assertThat(running.letGo().payload()).isEqualTo("first");
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("second");
    }

    @Test
    @Rule("FN-14")
    void a_handle_follows_each_update() {
        faas.deploy(answering("fn", "first"));
        FunctionHandle<String, String> handle = faas.function("fn", String.class, String.class);
        assertThat(handle.invoke("event")).isEqualTo("first");

        faas.deploy(answering("fn", "second"));
        assertThat(handle.invoke("event")).isEqualTo("second");

        faas.deploy(answering("fn", "third"));
        assertThat(handle.invoke("event")).isEqualTo("third");
    }

    @Test
    @Rule({"FN-14", "ALIAS-1"})
    void an_alias_of_the_unpublished_version_follows_each_update() {
        faas.deploy(answering("fn", "first"));
        faas.alias("fn", AliasSpec.of("edge").version("$LATEST"));
        FunctionHandle<String, String> handle = faas.function("fn:edge", String.class, String.class);
        assertThat(handle.invoke("event")).isEqualTo("first");

        faas.deploy(answering("fn", "second"));

        assertThat(handle.invoke("event")).isEqualTo("second");
        assertThat(handle.call("event").executedVersion()).isEqualTo("$LATEST");
    }

    @Test
    @Rule("FN-15")
    void a_dead_letter_target_is_taken_away_by_an_update() {
        FunctionDefinition<String, String> with = FunctionDefinition.builder("fn", String.class, String.class)
                .handler((event, context) -> event)
                .configure(settings -> settings.deadLetterTarget("queue:failures"))
                .build();
        faas.deploy(with);
        assertThat(faas.functions().get("fn").configuration().deadLetterTarget())
                .contains("queue:failures");

        faas.functions()
                .update(with.withConfiguration(with.configuration().with(settings -> settings.deadLetterTarget(null))));

        assertThat(faas.functions().get("fn").configuration().deadLetterTarget())
                .isEmpty();
    }
}
