package io.faas4j.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.runtime.time.WorkerThreads;
import io.faas4j.source.Checkpoint;
import io.faas4j.source.CheckpointStore;
import io.faas4j.source.StreamPosition;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link CheckpointStore} must do. Extended by a test class of the implementation, which says how a store is opened; each
 * test gets one of its own.
 */
public abstract class CheckpointStoreContract {

    private static final String FIRST = "shardId-000000000000";
    private static final String SECOND = "shardId-000000000001";
    private static final int SAVES = 200;

    private CheckpointStore store = CheckpointStore.inMemory();

    /** For the implementation's test class. */
    protected CheckpointStoreContract() {}

    /**
     * A store without checkpoints.
     *
     * @throws Exception if it cannot be opened
     */
    protected abstract CheckpointStore open() throws Exception;

    /**
     * The same store as another process would see it.
     *
     * @param used what {@link #open} gave
     * @return {@code used} itself, if it does not outlive the process
     * @throws Exception if it cannot be opened
     */
    protected abstract CheckpointStore reopen(CheckpointStore used) throws Exception;

    @BeforeEach
    void openStore() throws Exception {
        store = open();
    }

    private Map<String, Checkpoint> loaded(String mapping) throws Exception {
        return reopen(store).load(mapping);
    }

    private static Checkpoint of(Map<String, Checkpoint> loaded, String shardId) {
        Checkpoint found = loaded.get(shardId);
        if (found == null) {
            throw new AssertionError("no checkpoint of " + shardId + " in " + loaded);
        }
        return found;
    }

    @Test
    void an_unknown_mapping_has_no_checkpoints() throws Exception {
        assertThat(loaded("unknown")).isEmpty();
    }

    @Test
    void what_was_saved_last_is_what_is_read() throws Exception {
        store.save("m", FIRST, Checkpoint.after("100000000000000000007"));
        store.save("m", FIRST, Checkpoint.after("100000000000000000008"));

        Map<String, Checkpoint> loaded = loaded("m");

        assertThat(loaded).containsOnlyKeys(FIRST);
        Checkpoint checkpoint = of(loaded, FIRST);
        assertThat(checkpoint.sequenceNumber()).contains("100000000000000000008");
        assertThat(checkpoint.isShardEnded()).isFalse();
        assertThat(checkpoint.window()).isEmpty();
        assertThat(checkpoint.next()).isEqualTo(StreamPosition.after("100000000000000000008"));
    }

    @Test
    void a_sequence_number_may_have_129_digits() throws Exception {
        String number = "9".repeat(129);

        store.save("m", FIRST, Checkpoint.after(number));

        assertThat(of(loaded("m"), FIRST).sequenceNumber()).contains(number);
    }

    @Test
    void a_checkpoint_before_the_first_record_is_one() throws Exception {
        store.save("m", FIRST, Checkpoint.beginning(null));
        store.save("m", SECOND, Checkpoint.beginning("41"));

        Map<String, Checkpoint> loaded = loaded("m");

        assertThat(of(loaded, FIRST).sequenceNumber()).isEmpty();
        assertThat(of(loaded, FIRST).isShardEnded()).isFalse();
        assertThat(of(loaded, FIRST).next()).isEqualTo(StreamPosition.trimHorizon());
        assertThat(of(loaded, SECOND).next()).isEqualTo(StreamPosition.after("41"));
    }

    @Test
    void the_end_of_a_shard_is_remembered() throws Exception {
        store.save("m", FIRST, Checkpoint.after("7"));
        store.save("m", FIRST, Checkpoint.ofEndedShard());

        assertThat(of(loaded("m"), FIRST).isShardEnded()).isTrue();
        assertThat(of(loaded("m"), FIRST).sequenceNumber()).isEmpty();
    }

    @Test
    void a_windows_state_is_kept_byte_by_byte_and_ends_with_the_next_checkpoint() throws Exception {
        byte[] state = "{\"count\":3,\"größte\":\"☃\"}".getBytes(StandardCharsets.UTF_8);

        store.save("m", FIRST, Checkpoint.after("7").withWindow(state));
        assertThat(of(loaded("m"), FIRST).window().orElseThrow()).isEqualTo(state);
        assertThat(of(loaded("m"), FIRST).sequenceNumber()).contains("7");

        store.save("m", FIRST, Checkpoint.after("8"));
        assertThat(of(loaded("m"), FIRST).window()).isEmpty();
    }

    @Test
    void a_windows_state_may_have_1_MB() throws Exception {
        byte[] state = "x".repeat(1_000_000).getBytes(StandardCharsets.UTF_8);

        store.save("m", FIRST, Checkpoint.beginning(null).withWindow(state));

        assertThat(of(loaded("m"), FIRST).window().orElseThrow()).isEqualTo(state);
        assertThat(of(loaded("m"), FIRST).sequenceNumber()).isEmpty();
    }

    @Test
    void mappings_and_shards_are_kept_apart() throws Exception {
        store.save("m", FIRST, Checkpoint.after("1"));
        store.save("m", SECOND, Checkpoint.after("2"));
        store.save("n", FIRST, Checkpoint.after("3"));

        store.remove("m", FIRST);

        assertThat(loaded("m")).containsOnlyKeys(SECOND);
        assertThat(loaded("n")).containsOnlyKeys(FIRST);
        store.remove("m");
        assertThat(loaded("m")).isEmpty();
        assertThat(loaded("n")).containsOnlyKeys(FIRST);
    }

    @Test
    void to_forget_what_is_not_there_does_nothing() throws Exception {
        store.remove("m", FIRST);
        store.remove("m");
        store.save("m", FIRST, Checkpoint.after("1"));
        store.remove("m", SECOND);

        assertThat(loaded("m")).containsOnlyKeys(FIRST);
    }

    @Test
    void what_was_read_does_not_change_any_more() throws Exception {
        store.save("m", FIRST, Checkpoint.after("1"));
        Map<String, Checkpoint> loaded = store.load("m");

        store.save("m", FIRST, Checkpoint.after("2"));
        store.save("m", SECOND, Checkpoint.after("2"));

        assertThat(loaded).containsOnlyKeys(FIRST);
        assertThat(of(loaded, FIRST).sequenceNumber()).contains("1");
    }

    @Test
    void shards_are_saved_by_several_threads_at_once() throws Exception {
        List<CompletableFuture<Void>> saving = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String shardId = "shard-" + i;
            saving.add(started(() -> {
                for (int number = 1; number <= SAVES; number++) {
                    store.save("m", shardId, Checkpoint.after(Integer.toString(number)));
                }
            }));
        }
        saving.forEach(CompletableFuture::join);

        assertThat(loaded("m"))
                .hasSize(4)
                .allSatisfy((shardId, checkpoint) ->
                        assertThat(checkpoint.sequenceNumber()).contains(Integer.toString(SAVES)));
    }

    /** Something that may fail. */
    private interface Step {
        void run() throws Exception;
    }

    private static CompletableFuture<Void> started(Step step) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        Runnable body = () -> {
            try {
                step.run();
                done.complete(null);
            } catch (Exception | AssertionError failure) {
                done.completeExceptionally(failure);
            }
        };
        WorkerThreads.platform().newThread("contract", body).start();
        return done;
    }
}
