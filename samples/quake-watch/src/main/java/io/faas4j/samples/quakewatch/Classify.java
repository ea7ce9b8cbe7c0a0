package io.faas4j.samples.quakewatch;

import io.faas4j.Faas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.function.Routing;
import io.faas4j.invocation.FunctionHandle;

/** The function {@code classify}: two published versions, and the alias {@code live} that most events go through. */
final class Classify {

    private static final String NAME = "classify";
    private static final String FIRST = "1";
    private static final String SECOND = "2";
    private static final double SHARE_OF_SECOND = 0.10;

    private Classify() {}

    /** Deploys and publishes both versions, and lets the second have a tenth of the alias's invocations. */
    static void deployTo(Faas faas) {
        publish(faas, ByMagnitude.class, "by magnitude");
        publish(faas, ByMagnitudeAndDepth.class, "by magnitude and depth");
        faas.alias(NAME, AliasSpec.of("live").version(FIRST).routing(Routing.to(SECOND, SHARE_OF_SECOND)));
    }

    private static void publish(Faas faas, Class<? extends Handler<SeismicEvent, Severity>> code, String description) {
        faas.deploy(FunctionDefinition.builder(NAME, SeismicEvent.class, Severity.class)
                .handlerClass(code)
                .description(description)
                .build());
        faas.publish(NAME);
    }

    static FunctionHandle<SeismicEvent, Severity> live(Faas faas) {
        return handle(faas, "live");
    }

    static FunctionHandle<SeismicEvent, Severity> first(Faas faas) {
        return handle(faas, FIRST);
    }

    static FunctionHandle<SeismicEvent, Severity> second(Faas faas) {
        return handle(faas, SECOND);
    }

    private static FunctionHandle<SeismicEvent, Severity> handle(Faas faas, String qualifier) {
        return faas.function(NAME + ":" + qualifier, SeismicEvent.class, Severity.class);
    }
}
