package io.faas4j.functions.provisioned;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.fixture.Threads;
import io.faas4j.function.ProvisionedConcurrency;
import io.faas4j.function.ProvisionedConcurrency.Status;
import io.faas4j.runtime.registry.ProvisionedRegistry;
import java.util.Optional;

/** What is said of provisioned concurrency, but for when. */
record Provisioned(int requested, int allocated, int available, Status status, Optional<String> reason) {

    static Provisioned inProgress(int requested) {
        return new Provisioned(requested, 0, 0, Status.IN_PROGRESS, Optional.empty());
    }

    static Provisioned ready(int requested) {
        return new Provisioned(requested, requested, requested, Status.READY, Optional.empty());
    }

    static Provisioned failed(int requested) {
        return new Provisioned(requested, 0, 0, Status.FAILED, Optional.of("FUNCTION_ERROR_INIT_FAILURE"));
    }

    static Provisioned of(ProvisionedConcurrency said) {
        return new Provisioned(
                said.requested(), said.allocated(), said.available(), said.status(), said.statusReason());
    }

    static Provisioned now(Faas faas, String function) {
        return of(faas.functions().provisioned().get(function));
    }

    /** Asks for contexts and waits until they are ready. */
    static void put(Faas faas, String function, int contexts) {
        ProvisionedRegistry registry = faas.functions().provisioned();
        assertThat(of(registry.put(function, contexts))).isEqualTo(inProgress(contexts));
        await(faas, function, ready(contexts));
    }

    static void await(Faas faas, String function, Provisioned expected) {
        Threads.until(() -> now(faas, function).equals(expected));
    }
}
