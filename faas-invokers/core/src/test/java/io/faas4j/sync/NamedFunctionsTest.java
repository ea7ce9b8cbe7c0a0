package io.faas4j.sync;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.function.FunctionDefinition;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.runtime.FunctionRuntime;
import io.faas4j.runtime.RuntimeSettings;
import io.faas4j.runtime.time.VirtualTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NamedFunctionsTest {

    /** More classes of events than are kept for a name. */
    private static final List<Object> EVENTS =
            List.of("text", 1, 2L, 3.0, 4.0f, true, 'c', (short) 5, (byte) 6, List.of(), String.class);

    private final FunctionRuntime runtime = new FunctionRuntime(
            RuntimeSettings.builder().time(VirtualTime.create()).build());
    private final NamedFunctions named = new NamedFunctions(runtime);

    @BeforeEach
    void deploy() {
        deploy("old");
        runtime.functions().publish("f");
    }

    private void deploy(String answer) {
        runtime.functions().deploy(FunctionDefinition.of("f", Object.class, String.class, (event, context) -> answer));
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void a_name_is_resolved_once() {
        FunctionHandle<Object, String> first = named.handle("f", "event", String.class);

        assertThat(named.handle("f", "another", String.class)).isSameAs(first);
        assertThat(named.handle("f:1", "event", String.class)).isNotSameAs(first);
    }

    @Test
    void events_of_two_classes_in_turn_keep_their_handles() {
        FunctionHandle<Object, String> ofText = named.handle("f", "event", String.class);
        FunctionHandle<Object, String> ofNumber = named.handle("f", 1, String.class);
        FunctionHandle<Object, String> ofNull = named.handle("f", null, String.class);
        FunctionHandle<Object, Integer> forNumber = named.handle("f", "event", Integer.class);

        assertThat(named.handle("f", "event", String.class)).isSameAs(ofText);
        assertThat(named.handle("f", 2, String.class)).isSameAs(ofNumber);
        assertThat(named.handle("f", null, String.class)).isSameAs(ofNull);
        assertThat(named.handle("f", "event", Integer.class)).isSameAs(forNumber);
        assertThat(List.of(ofText, ofNumber, ofNull, forNumber)).doesNotHaveDuplicates();
    }

    @Test
    void the_handles_of_one_name_are_bounded() {
        List<FunctionHandle<Object, String>> handles = EVENTS.stream()
                .map(event -> named.handle("f", event, String.class))
                .toList();
        int oldestKept = EVENTS.size() - NamedFunctions.MAX_TYPES;

        for (int i = oldestKept; i < EVENTS.size(); i++) {
            assertThat(named.handle("f", EVENTS.get(i), String.class)).isSameAs(handles.get(i));
        }
        assertThat(named.handle("f", EVENTS.get(oldestKept - 1), String.class))
                .isNotSameAs(handles.get(oldestKept - 1));
    }

    @Test
    void every_handle_sees_the_function_as_it_is_now() {
        FunctionHandle<Object, String> ofText = named.handle("f", "event", String.class);
        FunctionHandle<Object, String> ofNumber = named.handle("f", 1, String.class);

        deploy("new");

        assertThat(ofText.invoke("event")).isEqualTo("new");
        assertThat(ofNumber.invoke(1)).isEqualTo("new");
    }
}
