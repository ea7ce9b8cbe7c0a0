package io.faas4j.jdbc;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import java.time.Duration;

/** Handles one event to its end and another until it is killed. */
final class IdempotentProcess {

    static final String DONE = "done";
    static final String BEGUN = "begun";

    /** Longer than another process takes to start. */
    static final Duration TIMEOUT = Duration.ofSeconds(10);

    private IdempotentProcess() {}

    /** What is stored where. */
    public static void main(String[] args) throws Exception {
        Faas faas = Faas.builder().durable(CrashingProcess.store(args[0])).build();
        faas.deploy(FunctionDefinition.builder("pay", String.class, String.class)
                .handler(faas.idempotency(String.class, String.class).around((order, context) -> {
                    if (order.equals(BEGUN)) {
                        Child.say("begun");
                        Thread.currentThread().join();
                    }
                    return "by the first";
                }))
                .timeout(TIMEOUT)
                .build());
        faas.invoke("pay", DONE, String.class);
        faas.invoke("pay", BEGUN, String.class);
    }
}
