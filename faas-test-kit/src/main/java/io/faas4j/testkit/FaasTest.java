package io.faas4j.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * On a test class or a test method: a parameter of type {@link FaasTestRuntime}, of the test or of what runs before and after
 * each test, is a library on virtual time. Each test has one of its own, made when first asked for and closed after the
 * test. If the test fails, the timeline of its calls is among the suppressed exceptions of the failure.
 *
 * <pre>{@code
 * @FaasTest
 * class BillingTest {
 *     @Test
 *     void a_bill_is_paid(FaasTestRuntime runtime) { ... }
 * }
 * }</pre>
 *
 * <p>A test class that implements {@link FaasTestSetup} changes the library's settings. Test classes may run in parallel.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ExtendWith(FaasTestExtension.class)
public @interface FaasTest {

    /** See {@link FaasTestRuntime.Builder#seed}. */
    long seed() default 1;

    /**
     * Whether the test fails if, at its end, an accepted event is in no state or in two, see {@link LedgerAssert#isBalanced}.
     */
    boolean checkLedger() default true;
}
