package io.faas4j.tenants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.fixture.TestFaas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.functions.Gate;
import io.faas4j.functions.Refusal;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvocationRequest;
import io.faas4j.invocation.InvocationType;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.rules.Rule;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With tenant isolation an execution context serves one tenant and never another. */
class TenantIsolationTest {

    private final TestFaas faas =
            TestFaas.with(builder -> builder.concurrency(10).unreservedMinimum(0));
    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();

    @AfterEach
    void close() {
        faas.close();
    }

    /** Says which instance it is, how often it was called, and for whom. */
    private final class Instance implements Handler<String, String>, AutoCloseable {
        private final int number = made.incrementAndGet();
        private int calls;

        @Override
        public String handle(String event, Context context) {
            return "%d/%d for %s".formatted(number, ++calls, context.tenantId().orElse("nobody"));
        }

        @Override
        public void close() {
            ended.incrementAndGet();
        }
    }

    private FunctionDefinition.Builder<String, String> isolated(String name) {
        return FunctionDefinition.builder(name, String.class, String.class)
                .handlerFactory(init -> new Instance())
                .configure(configuration -> configuration.tenantIsolation(true));
    }

    private FunctionHandle<String, String> handle(String function, String tenant) {
        return faas.faas().function(function, String.class, String.class).with(InvokeOptions.NONE.tenantId(tenant));
    }

    // ---- contexts --------------------------------------------------------------------------------------------------

    @Test
    @Rule({"TEN-1", "CTX-12"})
    void each_tenant_has_contexts_of_its_own() {
        faas.deploy(isolated("fn"));
        FunctionHandle<String, String> blue = handle("fn", "blue");
        FunctionHandle<String, String> red = handle("fn", "red");

        assertThat(List.of(blue.invoke(""), blue.invoke(""), red.invoke(""), blue.invoke(""), red.invoke("")))
                .containsExactly("1/1 for blue", "1/2 for blue", "2/1 for red", "1/3 for blue", "2/2 for red");
        assertThat(handle("fn", "red").invoke("")).isEqualTo("2/3 for red");
    }

    @Test
    @Rule("TEN-1")
    void an_idle_context_of_another_tenant_is_no_use_but_its_place_is() {
        try (TestFaas small = TestFaas.with(builder -> builder.concurrency(1).unreservedMinimum(0))) {
            small.deploy(isolated("fn"));
            FunctionHandle<String, String> any = small.faas().function("fn", String.class, String.class);

            assertThat(any.with(InvokeOptions.NONE.tenantId("blue")).invoke("")).isEqualTo("1/1 for blue");
            assertThat(any.with(InvokeOptions.NONE.tenantId("red")).invoke("")).isEqualTo("2/1 for red");
            assertThat(any.with(InvokeOptions.NONE.tenantId("blue")).invoke("")).isEqualTo("1/2 for blue");
        }
    }

    @Test
    @Rule("TEN-1")
    void versions_share_no_contexts_either() {
        faas.deploy(isolated("fn"));
        faas.faas().publish("fn");
        faas.faas().alias("fn", AliasSpec.of("live").version("1"));

        assertThat(handle("fn", "blue").invoke("")).isEqualTo("1/1 for blue");
        assertThat(handle("fn:1", "blue").invoke("")).isEqualTo("2/1 for blue");
        assertThat(handle("fn:live", "blue").invoke("")).isEqualTo("2/2 for blue");
    }

    @Test
    @Rule("TEN-1")
    void the_handler_sees_the_tenant() {
        FunctionHandle<String, Boolean> plain = faas.deploy(FunctionDefinition.of(
                "plain",
                String.class,
                Boolean.class,
                (event, context) -> context.tenantId().isPresent()));

        assertThat(plain.invoke("")).isFalse();
        faas.deploy(isolated("fn"));
        assertThat(handle("fn", "a b/c=d@e.f:g+h-i_J9").invoke("")).isEqualTo("1/1 for a b/c=d@e.f:g+h-i_J9");
    }

    @Test
    @Rule("TEN-1")
    void json_invocations_carry_a_tenant_too() {
        faas.deploy(isolated("fn"));
        InvocationRequest request = InvocationRequest.of("fn", "\"\"");

        assertThat(faas.faas().invoke(request.tenantId("blue")).payloadAsText()).isEqualTo("\"1/1 for blue\"");
        assertThat(faas.faas().invoke(request.tenantId("red")).payloadAsText()).isEqualTo("\"2/1 for red\"");
        assertThat(Threads.get(handle("fn", "blue").submit("")).payload()).isEqualTo("1/2 for blue");
    }

    // ---- who must name a tenant ------------------------------------------------------------------------------------

    @Test
    @Rule("TEN-1")
    void an_invocation_without_a_tenant_is_refused() {
        FunctionHandle<String, String> handle = faas.deploy(isolated("fn"));
        Refusal refusal = Refusal.invalidValue(
                "The function 'fn' has tenant isolation: every invocation must carry a tenant id.");

        assertThat(Refusal.of(() -> handle.invoke(""))).isEqualTo(refusal);
        assertThat(Refusal.of(() -> handle.invoke(""))).isEqualTo(refusal);
        assertThat(Refusal.of(() -> handle.dryRun(""))).isEqualTo(refusal);
        assertThat(Refusal.of(() -> faas.faas().invoke(InvocationRequest.of("fn", "\"\""))))
                .isEqualTo(refusal);
        assertThat(Refusal.of(() ->
                        faas.faas().invoke(InvocationRequest.of("fn", "\"\"").as(InvocationType.DRY_RUN))))
                .isEqualTo(refusal);
        assertThat(made).hasValue(0);
    }

    @Test
    @Rule("TEN-1")
    void a_tenant_is_refused_where_there_is_no_isolation() {
        faas.deploy(Gate.answering("plain", ""));
        Refusal refusal = Refusal.invalidValue(
                "The function 'plain' has no tenant isolation: the tenant id 'blue' must not be given.");

        assertThat(Refusal.of(() -> handle("plain", "blue").invoke(""))).isEqualTo(refusal);
        assertThat(Refusal.of(() ->
                        faas.faas().invoke(InvocationRequest.of("plain", "\"\"").tenantId("blue"))))
                .isEqualTo(refusal);
        assertThat(faas.faas().invoke("plain", "", String.class)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "semi;colon", "ümlaut", "tab\t"})
    @Rule("TEN-1")
    void a_tenant_id_has_a_form(String wrong) {
        assertThatThrownBy(() -> InvokeOptions.NONE.tenantId(wrong))
                .isInstanceOf(ValidationException.class)
                .hasMessage("1 validation error detected: Value '" + wrong + "' at 'tenantId' failed to satisfy "
                        + "constraint: Member must satisfy regular expression pattern: "
                        + "[a-zA-Z0-9._:/=+\\-@ ]{1,256}");
        assertThatThrownBy(() -> InvocationRequest.of("fn", "").tenantId(wrong))
                .isInstanceOf(ValidationException.class);
        assertThatThrownBy(() -> InvokeOptions.NONE.tenantId("a".repeat(257))).isInstanceOf(ValidationException.class);
    }

    @Test
    @Rule("TEN-1")
    void an_update_cannot_change_the_isolation() {
        faas.deploy(isolated("fn"));
        faas.deploy(Gate.answering("plain", "as it was"));

        Refusal refusal = Refusal.invalidValue(
                "The tenant isolation of the function 'fn' is on since it was created, and cannot be changed.");
        assertThat(Refusal.of(() -> faas.deploy(Gate.answering("fn", "")))).isEqualTo(refusal);
        assertThat(Refusal.of(() -> faas.faas().functions().dryRunUpdate(Gate.answering("fn", ""))))
                .isEqualTo(refusal);
        assertThat(Refusal.of(() -> faas.deploy(isolated("plain"))).message()).contains("is off since");
        assertThat(faas.faas().invoke("plain", "", String.class)).isEqualTo("as it was");

        faas.faas().functions().delete("fn");
        faas.deploy(Gate.answering("fn", "anew"));
        assertThat(faas.faas().invoke("fn", "", String.class)).isEqualTo("anew");
    }

    // ---- life ------------------------------------------------------------------------------------------------------

    @Test
    @Rule({"TEN-1", "CTX-10"})
    void idle_contexts_of_tenants_are_removed() {
        faas.deploy(isolated("fn"));
        for (int i = 0; i < 5; i++) {
            handle("fn", "tenant-" + i).invoke("");
        }

        faas.advance(Duration.ofMinutes(11));

        Threads.until(() -> ended.get() == 5);
        assertThat(handle("fn", "tenant-3").invoke("")).isEqualTo("6/1 for tenant-3");
    }

    @Test
    @Rule({"TEN-1", "CTX-12"})
    void an_update_drains_the_contexts_of_all_tenants() {
        FunctionHandle<String, String> handle = faas.deploy(isolated("fn"));
        FunctionHandle<String, String> blue = handle.with(InvokeOptions.NONE.tenantId("blue"));
        blue.invoke("");
        handle.with(InvokeOptions.NONE.tenantId("red")).invoke("");

        faas.deploy(isolated("fn").description("another"));

        Threads.until(() -> ended.get() == 2);
        assertThat(blue.invoke("")).isEqualTo("3/1 for blue");
    }

    @Test
    @Rule("TEN-1")
    void a_timeout_resets_the_context_of_its_tenant() {
        AtomicInteger instances = new AtomicInteger();
        FunctionHandle<String, Integer> handle =
                faas.deploy(FunctionDefinition.builder("fn", String.class, Integer.class)
                        .configure(configuration -> configuration.tenantIsolation(true))
                        .handlerFactory(init -> {
                            int number = instances.incrementAndGet();
                            return (event, context) -> {
                                if (event.equals("slow")) {
                                    faas.advance(Duration.ofSeconds(4));
                                }
                                return number;
                            };
                        })
                        .build());
        FunctionHandle<String, Integer> blue = handle.with(InvokeOptions.NONE.tenantId("blue"));
        FunctionHandle<String, Integer> red = handle.with(InvokeOptions.NONE.tenantId("red"));
        assertThat(red.invoke("")).isEqualTo(1);

        assertThat(blue.call("slow").error().orElseThrow().isTimeout()).isTrue();

        assertThat(blue.invoke("")).isEqualTo(3);
        assertThat(red.invoke("")).isEqualTo(1);
    }

    @Test
    @Rule("TEN-1")
    void close_ends_the_contexts_of_all_tenants() {
        faas.deploy(isolated("fn"));
        for (int i = 0; i < 20; i++) {
            handle("fn", "tenant-" + i).invoke("");
        }

        faas.close();

        assertThat(ended).hasValue(20);
    }

    @Test
    @Rule({"TEN-1", "SYNC-10"})
    void dry_run_that_is_refused_for_its_tenant_counts_nowhere() {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        try (TestFaas measured = TestFaas.with(builder -> builder.meterRegistry(meters))) {
            FunctionHandle<String, String> function = measured.deploy(isolated("fn"));
            InvocationRequest request = InvocationRequest.of("fn", "\"a\"").as(InvocationType.DRY_RUN);

            assertThatThrownBy(() -> function.dryRun("a")).isInstanceOf(InvalidParameterValueException.class);
            assertThatThrownBy(() -> measured.faas().invoke(request))
                    .isInstanceOf(InvalidParameterValueException.class);
            assertThat(meters.find("faas.refusals").meters()).isEmpty();

            assertThatThrownBy(() -> function.invoke("a")).isInstanceOf(InvalidParameterValueException.class);
            assertThat(meters.get("faas.refusals").functionCounter().count()).isEqualTo(1);
        }
    }
}
