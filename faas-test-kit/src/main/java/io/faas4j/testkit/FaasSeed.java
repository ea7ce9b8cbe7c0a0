package io.faas4j.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test under one seed, in place of {@link Test}: repeats exactly what {@link FaasSeeds} has found.
 *
 * <pre>{@code
 * @FaasSeed(17)
 * void no_order_is_charged_twice(FaasTestRuntime runtime) { ... }
 * }</pre>
 */
@Target({ElementType.METHOD, ElementType.ANNOTATION_TYPE})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Test
@ExtendWith(FaasTestExtension.class)
public @interface FaasSeed {

    /** What decides about order, draws and ids; see {@link FaasTestRuntime.Builder#seed}. */
    long value();
}
