package io.faas4j.testkit;

/** Carried by a test's failure, so that whatever shows the failure shows what happened, and when, in virtual time. */
final class VirtualTimeline extends Exception {

    private static final long serialVersionUID = 1;

    VirtualTimeline(FaasTestRuntime runtime) {
        super(
                "seed %d, %s; calls:%n%s".formatted(runtime.seed(), runtime.goingOn(), runtime.timeline()),
                null,
                false,
                false);
    }
}
