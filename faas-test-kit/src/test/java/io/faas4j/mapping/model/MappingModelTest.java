package io.faas4j.mapping.model;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Random records, failures, crashes and changes of the source, checked against a model of the rules at every step. */
class MappingModelTest {

    private final Logger logger = (Logger) LoggerFactory.getLogger("io.faas4j");

    /** Handlers fail and consumers crash all the time. */
    @BeforeEach
    void silence() {
        logger.setLevel(Level.OFF);
    }

    @AfterEach
    void speak() {
        logger.setLevel(null);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void each_record_of_a_stream_goes_the_way_that_the_rules_say(long seed) {
        new StreamWorld(seed).run(150);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void each_message_of_a_queue_goes_the_way_that_the_rules_say(long seed) {
        new QueueWorld(seed).run(150);
    }

    @Test
    @Tag("slow")
    void each_of_many_records_and_messages_goes_the_way_that_the_rules_say() {
        for (long seed = 100; seed < 140; seed++) {
            new StreamWorld(seed).run(200);
            new QueueWorld(seed).run(200);
        }
    }
}
