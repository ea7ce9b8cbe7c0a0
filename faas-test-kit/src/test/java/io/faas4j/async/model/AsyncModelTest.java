package io.faas4j.async.model;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Random events and random operators, checked against a model of the rules at every step. */
class AsyncModelTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.faas4j");

    /** Handlers fail and destinations refuse all the time. */
    @BeforeEach
    void silence() {
        logger.setLevel(Level.OFF);
    }

    @AfterEach
    void speak() {
        logger.setLevel(null);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void each_event_goes_the_way_that_the_rules_say(long seed) {
        new ModelRun(seed).run(2_000);
    }

    @Test
    @Tag("slow")
    void each_of_many_events_goes_the_way_that_the_rules_say() {
        for (long seed = 100; seed < 130; seed++) {
            new ModelRun(seed).run(20_000);
        }
    }
}
