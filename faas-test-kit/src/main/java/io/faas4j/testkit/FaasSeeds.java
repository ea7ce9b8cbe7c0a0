package io.faas4j.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test that is run once under each of many seeds, in place of {@link Test}: each time, asynchronous work takes turns in another
 * order, and what is left to chance is drawn anew. The first seed under which it fails is the last that is tried; the failure
 * names it, and {@link FaasSeed} repeats it.
 *
 * <pre>{@code
 * @FaasSeeds(500)
 * void no_order_is_charged_twice(FaasTestRuntime runtime) { ... }
 * }</pre>
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@TestTemplate
@ExtendWith({FaasTestExtension.class, FaasSeedsExtension.class})
public @interface FaasSeeds {

    /** How many seeds, from 1 on: 1 or more. */
    int value();
}
