package io.faas4j.functions.events;

import static io.faas4j.functions.Gate.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.functions.Refusal;
import io.faas4j.runtime.registry.FunctionRegistry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is told that a function is gone. */
class DeletionListenerTest {

    private final TestFaas faas = TestFaas.create();
    private final FunctionRegistry functions = faas.faas().functions();
    private final List<String> told = new ArrayList<>();

    @BeforeEach
    void publish() {
        faas.faas().deploy(answering("fn", "one"));
        faas.faas().publish("fn");
    }

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    void a_function_is_gone_when_its_deletion_is_told() {
        functions.onDelete(name -> told.add(name + functions.list()));

        functions.delete("arn:aws:lambda:local-1:000000000000:function:fn");

        assertThat(told).containsExactly("fn[]");
    }

    @Test
    void every_listener_is_told() {
        functions.onDelete(told::add);
        functions.onDelete(name -> told.add(name + " again"));

        functions.delete("fn");

        assertThat(told).containsExactly("fn", "fn again");
    }

    @Test
    void nothing_else_is_told() {
        functions.onDelete(told::add);

        functions.delete("fn:1");
        functions.deploy(answering("fn", "two"));
        assertThat(Refusal.of(() -> functions.delete("missing")).code()).isEqualTo("ResourceNotFoundException");
        faas.close();

        assertThat(told).isEmpty();
    }
}
