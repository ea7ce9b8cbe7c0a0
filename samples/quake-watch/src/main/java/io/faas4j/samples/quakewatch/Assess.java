package io.faas4j.samples.quakewatch;

import io.faas4j.Faas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.function.InitContext;
import io.faas4j.function.InitializationType;
import io.faas4j.invocation.FunctionHandle;
import java.io.IOException;

/** The function {@code assess}, which has work to do when it starts, and then waits for a station with each event. */
final class Assess implements Handler<SeismicEvent, Assessment> {

    static final String LIVE = "assess:live";

    private static final String NAME = "assess";

    /** How long the station nearby takes to answer. There is none: the handler only waits. */
    private static final long STATION_MILLIS = 8;

    private final RegionTable regions;
    private final InitializationType contextIs;

    private Assess(InitContext init) throws IOException {
        this.regions = RegionTable.load();
        this.contextIs = init.initializationType();
    }

    /**
     * Deploys it behind an alias.
     *
     * @param reserved how many events may be assessed at once
     */
    static FunctionHandle<SeismicEvent, Assessment> deployTo(Faas faas, int reserved) {
        faas.deploy(FunctionDefinition.builder(NAME, SeismicEvent.class, Assessment.class)
                .handlerFactory(Assess::new)
                .reservedConcurrency(reserved)
                .build());
        faas.alias(NAME, AliasSpec.of("live").version(faas.publish(NAME).version()));
        return faas.function(LIVE, SeismicEvent.class, Assessment.class);
    }

    @Override
    public Assessment handle(SeismicEvent event, Context context) throws InterruptedException {
        Thread.sleep(STATION_MILLIS);
        return new Assessment(Severity.ofMagnitude(event.magnitude()), regions.above(event), contextIs);
    }
}
