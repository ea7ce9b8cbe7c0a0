package io.faas4j.contexts;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.fixture.TestFaas;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.function.InitContext;
import io.faas4j.invocation.FunctionError;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationResult;
import io.faas4j.rules.Rule;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Rule("CTX-20")
class HandlerNameTest {

    private static final String HERE = HandlerNameTest.class.getName();

    private final TestFaas faas = TestFaas.create();

    @AfterEach
    void close() {
        faas.close();
    }

    /** Handlers by name need no interface. */
    public static final class Shop {
        private int orders;

        public String order(String event) {
            return event + " " + ++orders;
        }

        public String orderOf(String event, Context context) {
            return event + " by " + context.functionName();
        }

        public String nothing() {
            return "nothing";
        }

        public static String fixed(String event) {
            return "fixed " + event;
        }

        public String failing(String event) {
            throw new IllegalStateException(event);
        }

        String hidden(String event) {
            return event;
        }
    }

    /** A handler class with our interface. */
    public static final class Greeter implements Handler<String, String> {
        private final String version;

        Greeter(InitContext init) {
            this.version = init.functionVersion();
        }

        @Override
        public String handle(String event, Context context) {
            return "Hello, " + event + " from " + version;
        }
    }

    static final class Broken implements Handler<String, String> {
        Broken() {
            throw new IllegalStateException("no database");
        }

        @Override
        public String handle(String event, Context context) {
            return event;
        }
    }

    static final class BrokenForEver implements Handler<String, String> {
        private static final String URL = url();

        private static String url() {
            throw new IllegalStateException("no url");
        }

        @Override
        public String handle(String event, Context context) {
            return URL;
        }
    }

    @ParameterizedTest
    @CsvSource({"order, a 1", "orderOf, a by f", "nothing, nothing", "fixed, fixed a"})
    void method_of_a_class_is_called_with_what_it_takes(String method, String result) {
        assertThat(named(HERE + "$Shop::" + method).invoke("a")).isEqualTo(result);
    }

    @Test
    void class_alone_means_the_method_of_its_interface() {
        assertThat(named(Greeter.class.getName()).invoke("world")).isEqualTo("Hello, world from $LATEST");
    }

    @Test
    @Rule("CTX-5")
    void instance_is_made_once_for_a_context() {
        FunctionHandle<String, String> function = named(HERE + "$Shop::order");

        assertThat(function.invoke("a")).isEqualTo("a 1");
        assertThat(function.invoke("a")).isEqualTo("a 2");
    }

    @Test
    @Rule("ERR-1")
    void exception_of_a_named_method_is_told_as_it_was_thrown() {
        FunctionError error = error(HERE + "$Shop::failing");

        assertThat(error.errorType()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.errorMessage()).isEqualTo("a");
        assertThat(error.stackTrace())
                .hasValueSatisfying(frames -> assertThat(frames.get(0)).startsWith(HERE + "$Shop.failing("));
    }

    @ParameterizedTest
    @ValueSource(strings = {"::order", "io.faas4j.Shop::", "::", ""})
    void name_without_class_or_method_fails_at_the_first_invocation(String name) {
        FunctionError error = error(name);

        assertThat(error.errorMessage()).startsWith("Invalid handler: ").contains(name);
        assertThat(error.stackTrace()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "io.faas4j.Missing::order, io.faas4j.Missing",
        "io.faas4j.Missing, io.faas4j.Missing",
        "io.faas4j::Missing::order, io.faas4j::Missing"
    })
    void class_that_is_missing_fails_at_the_invocation_and_is_split_off_at_the_last_colons(
            String name, String missing) {
        FunctionError error = error(name);

        assertThat(error.errorMessage()).isEqualTo("Class not found: " + missing);
        assertThat(error.errorType()).isEqualTo("java.lang.ClassNotFoundException");
        assertThat(error.stackTrace()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"missing", "hidden"})
    void method_that_is_missing_or_not_public_fails_at_the_invocation(String method) {
        assertThat(error(HERE + "$Shop::" + method).errorMessage())
                .isEqualTo("No public method named " + method + " with appropriate method signature found on class "
                        + HERE + "$Shop");
    }

    @Test
    void name_that_leads_nowhere_does_not_end_the_context() {
        FunctionHandle<String, String> function = named("io.faas4j.Missing");
        function.call("");

        InvocationResult<String> second = function.call("");

        assertThat(second.error()).isPresent();
        assertThat(second.report().coldStart()).isFalse();
    }

    @Test
    @Rule({"ERR-6", "CTX-4"})
    void constructor_that_throws_is_an_error_of_loading_the_class() {
        FunctionError error = error(Broken.class.getName());

        assertThat(error.errorMessage()).isEqualTo("Error loading class " + HERE + "$Broken: no database");
        assertThat(error.errorType()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.stackTrace())
                .hasValueSatisfying(frames -> assertThat(frames.get(0)).startsWith(HERE + "$Broken.<init>("));
    }

    @Test
    @Rule({"ERR-6", "CTX-4"})
    void static_initialiser_that_throws_is_an_error_of_loading_the_class() {
        for (int i = 0; i < 2; i++) {
            assertThat(error(BrokenForEver.class.getName()).errorMessage())
                    .startsWith("Error loading class " + HERE + "$BrokenForEver: ")
                    .contains("no url");
        }
    }

    private FunctionHandle<String, String> named(String name) {
        return faas.deploy(
                FunctionDefinition.builder("f", String.class, String.class).handlerName(name));
    }

    private FunctionError error(String name) {
        return named(name).call("a").error().orElseThrow();
    }
}
