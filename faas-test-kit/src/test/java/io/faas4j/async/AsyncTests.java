package io.faas4j.async;

import io.faas4j.event.DestinationRef;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.testkit.FaasTestRuntime;
import io.faas4j.testkit.RecordingDestination;
import java.time.Duration;

/** What the tests of asynchronous invocation have in common. */
final class AsyncTests {

    private AsyncTests() {}

    /** A function that answers the event it gets; its script makes it fail. */
    static FunctionDefinition.Builder<String, String> echo(String name) {
        return FunctionDefinition.builder(name, String.class, String.class)
                .handler((event, context) -> event)
                .timeout(Duration.ofMinutes(1));
    }

    static IllegalStateException down() {
        return new IllegalStateException("down");
    }

    /** A destination of the test's own, known to the runtime. */
    static RecordingDestination recording(FaasTestRuntime runtime, DestinationRef ref) {
        RecordingDestination destination = new RecordingDestination();
        runtime.faas().destinations().register(ref, destination);
        return destination;
    }

    /** A runtime with one place, which is taken until the gate is opened, for 15 minutes at most. */
    static FaasTestRuntime withoutRoom() {
        FaasTestRuntime runtime = FaasTestRuntime.builder()
                .configure(builder -> builder.concurrency(1).unreservedMinimum(0))
                .build();
        runtime.deploy(echo("held").timeout(Duration.ofMinutes(15)));
        runtime.script("held").gate();
        runtime.faas().invokeAsync("held", "holds the place");
        runtime.time().advance(Duration.ZERO);
        return runtime;
    }
}
