package io.faas4j.testkit;

/** Carried by a test's failure, so that whatever shows the failure shows what happened, and when, in virtual time. */
final class VirtualTimeline extends Exception {

    private static final long serialVersionUID = 1;

    VirtualTimeline(FaasTestRuntime runtime) {
        super(message(runtime), null, false, false);
    }

    private static String message(FaasTestRuntime runtime) {
        Timeline timeline = runtime.timeline();
        String picture = timeline.picture();
        return "seed %d, %s; calls:%n%s%s%s"
                .formatted(
                        runtime.seed(),
                        runtime.goingOn(),
                        timeline,
                        picture.isEmpty() ? "" : System.lineSeparator(),
                        picture);
    }
}
