package io.faas4j.runtime.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.RuntimeSettings;
import io.faas4j.runtime.tally.Traffic;
import io.faas4j.runtime.time.VirtualTime;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An execution context lives longer than an alias: it keeps nothing of one that was deleted. */
class DeletedQualifiersTest {

    private final FunctionRuntime runtime = new FunctionRuntime(
            RuntimeSettings.builder().time(VirtualTime.create()).build());

    @BeforeEach
    void publish() {
        runtime.functions()
                .deployAndPublish(FunctionDefinition.of("fn", String.class, String.class, (event, context) -> event));
        invoke("fn:1");
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private void invoke(String function) {
        runtime.handle(FunctionRef.parse(function), String.class, String.class).invoke("event");
    }

    private WeakReference<Traffic> invokeThroughNewAlias() {
        runtime.functions().aliases().create("fn", AliasSpec.of("live").version("1"));
        Traffic traffic =
                runtime.functions().route(FunctionRef.parse("fn:live")).traffic();
        invoke("fn:live");
        invoke("fn:1");
        assertThat(traffic.totals("1").counts().invocations()).isEqualTo(1);
        runtime.functions().aliases().delete("fn", "live");
        return new WeakReference<>(traffic);
    }

    @Test
    void what_was_counted_for_deleted_aliases_is_forgotten_with_the_next_one() {
        List<WeakReference<Traffic>> deleted = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            deleted.add(invokeThroughNewAlias());
        }

        for (int i = 0; i < 50 && alive(deleted) > 1; i++) {
            System.gc();
        }

        assertThat(alive(deleted)).isLessThanOrEqualTo(1);
    }

    private static long alive(List<WeakReference<Traffic>> deleted) {
        return deleted.stream().filter(reference -> reference.get() != null).count();
    }
}
