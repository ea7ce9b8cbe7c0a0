package io.faas4j.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ResourceConflictException;
import io.faas4j.error.ResourceInUseException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.AliasSpec;
import io.faas4j.rules.Rule;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamPosition;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamSettings;
import io.faas4j.testkit.FaasTest;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.Gate;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From a mapping's making to its end. */
@FaasTest
class MappingLifecycleTest {

    private final Seen<StreamBatch<String>> seen = Seen.records();
    private DataStream stream;

    @BeforeEach
    void one_shard(FaasTestRuntime runtime) {
        stream = runtime.faas().streams().create("quakes", StreamSettings.DEFAULT.shards(1));
        runtime.deploy(Seen.ofRecords("count", seen));
    }

    private void put(String text) {
        stream.put(text, text.getBytes(StandardCharsets.UTF_8));
    }

    private MappingBuilder map(FaasTestRuntime runtime) {
        return runtime.faas().map(stream).to("count").startingPosition(StreamPosition.trimHorizon());
    }

    @Test
    @Rule({"ESM-1", "ESM-2", "ESM-3"})
    void a_mapping_is_made_at_once_and_polls_soon(FaasTestRuntime runtime) {
        EventSourceMapping mapping = map(runtime).start();
        assertThat(mapping.state()).isEqualTo(MappingState.CREATING);
        assertThat(mapping.stateTransitionReason()).isEqualTo("User action");

        runtime.time().runUntilIdle();
        assertThat(mapping.state()).isEqualTo(MappingState.ENABLED);
        assertThat(runtime.faas().mappings().get(mapping.uuid())).isSameAs(mapping);
    }

    @Test
    @Rule("ESM-1")
    void one_that_is_made_disabled_does_nothing_until_it_is_enabled(FaasTestRuntime runtime) {
        put("a");
        EventSourceMapping mapping = map(runtime).enabled(false).start();
        runtime.time().runUntilIdle();
        assertThat(mapping.state()).isEqualTo(MappingState.DISABLED);
        assertThat(seen.batches()).isEmpty();

        mapping.enable();
        assertThat(mapping.state()).isEqualTo(MappingState.ENABLING);
        runtime.time().runUntilIdle();
        assertThat(mapping.state()).isEqualTo(MappingState.ENABLED);
        assertThat(seen.all()).containsExactly("a");
    }

    @Test
    @Rule({"ESM-2", "ESM-13"})
    void disabling_waits_for_the_batch_that_is_being_handled_and_keeps_the_position(FaasTestRuntime runtime) {
        Gate gate = runtime.script("count").gate();
        EventSourceMapping mapping = map(runtime).batchSize(1).start();
        put("a");
        put("b");
        runtime.time().advance(Duration.ZERO);
        assertThat(gate.waiting()).isEqualTo(1);
        assertThat(mapping.status().inFlight()).isEqualTo(1);

        mapping.disable();
        runtime.time().advance(Duration.ZERO);
        assertThat(mapping.state()).isEqualTo(MappingState.DISABLING);
        gate.open();
        runtime.time().runUntilIdle();
        assertThat(mapping.state()).isEqualTo(MappingState.DISABLED);
        assertThat(seen.all()).containsExactly("a");

        mapping.enable();
        runtime.time().runUntilIdle();
        assertThat(seen.all()).containsExactly("a", "b");
    }

    @Test
    @Rule("ESM-5")
    void another_function_goes_on_where_the_first_stopped(FaasTestRuntime runtime) {
        Seen<StreamBatch<String>> other = Seen.records();
        runtime.deploy(Seen.ofRecords("other", other));
        EventSourceMapping mapping = map(runtime).start();
        put("a");
        runtime.time().runUntilIdle();

        var uuid = mapping.uuid();
        mapping.retarget("other");
        runtime.time().runUntilIdle();
        put("b");
        runtime.time().runUntilIdle();

        assertThat(seen.all()).containsExactly("a");
        assertThat(other.all()).containsExactly("b");
        assertThat(mapping.uuid()).isEqualTo(uuid);
        assertThat(mapping.function().name()).isEqualTo("other");
    }

    @Test
    @Rule("ESM-5")
    void the_starting_position_cannot_be_changed(FaasTestRuntime runtime) {
        EventSourceMapping mapping = map(runtime).start();
        runtime.time().runUntilIdle();

        assertThatThrownBy(() -> mapping.update(settings -> settings.startingPosition(StreamPosition.latest())))
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessageContaining("StartingPosition");
    }

    @Test
    @Rule({"ESM-2", "ESM-10"})
    void a_mapping_that_is_being_made_cannot_be_changed_and_one_that_is_being_changed_cannot_be_deleted(
            FaasTestRuntime runtime) {
        EventSourceMapping mapping = map(runtime).start();
        assertThatThrownBy(() -> mapping.update(settings -> settings.batchSize(5)))
                .isInstanceOf(ResourceInUseException.class);

        runtime.time().runUntilIdle();
        mapping.update(settings -> settings.batchSize(5));
        assertThat(mapping.state()).isEqualTo(MappingState.UPDATING);
        assertThatThrownBy(mapping::delete).isInstanceOf(ResourceInUseException.class);
        runtime.time().runUntilIdle();
        assertThat(mapping.state()).isEqualTo(MappingState.ENABLED);
        assertThat(mapping.config().batchSize()).hasValue(5);
    }

    @Test
    @Rule("ESM-2")
    void a_deleted_mapping_is_gone_once_its_last_batch_is_done_and_forgets_its_position(FaasTestRuntime runtime) {
        EventSourceMapping mapping = map(runtime).start();
        put("a");
        runtime.time().runUntilIdle();

        mapping.delete();
        assertThat(mapping.state()).isEqualTo(MappingState.DELETING);
        runtime.time().runUntilIdle();
        assertThat(mapping.state()).isEqualTo(MappingState.DELETED);
        assertThatThrownBy(() -> runtime.faas().mappings().get(mapping.uuid()))
                .isInstanceOf(ResourceNotFoundException.class);
        assertThatThrownBy(mapping::enable).isInstanceOf(ResourceNotFoundException.class);

        map(runtime).start();
        runtime.time().runUntilIdle();
        assertThat(seen.all()).containsExactly("a", "a");
    }

    @Test
    @Rule("ESM-7")
    void a_source_is_mapped_to_a_function_once_and_to_another_qualifier_as_well(FaasTestRuntime runtime) {
        runtime.faas().publish("count");
        runtime.faas().alias("count", AliasSpec.of("live").version("1"));
        EventSourceMapping mapping = map(runtime).start();

        assertThatThrownBy(() -> map(runtime).start())
                .isInstanceOf(ResourceConflictException.class)
                .hasMessageStartingWith("The event source arn (\" " + stream.arn() + " \") and function (\" ")
                .hasMessageEndingWith("provided mapping already exists. Please update or delete the existing mapping "
                        + "with UUID " + mapping.uuid());
        map(runtime).to("count:live").start();
        assertThat(runtime.faas().mappings().list()).hasSize(2);
    }

    @Test
    @Rule("ESM-8")
    void what_does_not_fit_a_stream_is_refused(FaasTestRuntime runtime) {
        assertThatThrownBy(() -> map(runtime).to("nobody").start())
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Function does not exist");
        assertThatThrownBy(() -> runtime.faas().map(stream).to("count").start())
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("1 validation error detected: Value null at 'startingPosition' failed to satisfy "
                        + "constraint: Member must not be null.");
        assertThatThrownBy(() -> map(runtime).maximumConcurrency(2).start())
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Unsupported ScalingConfig parameter for given event source mapping type.");
        assertThatThrownBy(() -> map(runtime).batchSize(10_001)).isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> map(runtime).maximumRecordAge(Duration.ofSeconds(59)))
                .isInstanceOf(ValidationException.class);
    }

    @Test
    @Rule("FILT-2")
    void a_filter_that_is_none_is_refused_when_the_mapping_is_made(FaasTestRuntime runtime) {
        assertThatThrownBy(() -> map(runtime).filter("{\"data\":\"x\"}").start())
                .isInstanceOf(InvalidParameterValueException.class)
                .hasMessage("Invalid filter pattern definition.");
        assertThat(runtime.faas().mappings().list()).isEmpty();
    }

    @Test
    void closing_waits_for_the_batch_that_is_being_handled_and_begins_no_other(FaasTestRuntime runtime) {
        map(runtime).batchSize(1).start();
        runtime.script("count").takes(Duration.ofSeconds(1));
        put("a");
        put("b");
        runtime.time().advance(Duration.ofMillis(100));

        runtime.close();

        assertThat(seen.all()).containsExactly("a");
    }
}
