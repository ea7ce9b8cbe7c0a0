package io.faas4j.testkit;

import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.junit.platform.commons.support.AnnotationSupport;

/** Behind {@link FaasTest}: a runtime for each test that asks for one. */
final class FaasTestExtension
        implements ParameterResolver,
                TestExecutionExceptionHandler,
                LifecycleMethodExecutionExceptionHandler,
                AfterEachCallback {

    private static final Namespace NAMESPACE = Namespace.create(FaasTestExtension.class);
    private static final Object KEY = FaasTestRuntime.class;
    private static final Object SEED = FaasSeed.class;

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == FaasTestRuntime.class
                && test.getTestMethod().isPresent();
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        Store store = test.getStore(NAMESPACE);
        FaasTestRuntime known = store.get(KEY, FaasTestRuntime.class);
        if (known != null) {
            return known;
        }
        FaasTestRuntime.Builder builder = FaasTestRuntime.builder();
        builder.seed(seed(test));
        test.getTestInstances()
                .flatMap(all -> all.findInstance(FaasTestSetup.class))
                .ifPresent(setup -> builder.configure(setup::configure));
        FaasTestRuntime made = builder.build();
        store.put(KEY, made);
        return made;
    }

    private static long seed(ExtensionContext test) {
        Long drawn = test.getStore(NAMESPACE).get(SEED, Long.class);
        if (drawn != null) {
            return drawn;
        }
        return AnnotationSupport.findAnnotation(test.getElement(), FaasSeed.class)
                .map(FaasSeed::value)
                .or(() -> findAnnotation(test).map(FaasTest::seed))
                .orElse(FaasTestRuntime.Builder.DEFAULT_SEED);
    }

    /** Has the runtime of a test, which is not made yet, decide by another seed than the annotations say. */
    static void setSeed(ExtensionContext test, long seed) {
        test.getStore(NAMESPACE).put(SEED, seed);
    }

    /** The nearest one: the method's, its class's, or that of a class around it. */
    private static Optional<FaasTest> findAnnotation(ExtensionContext test) {
        Optional<FaasTest> found = AnnotationSupport.findAnnotation(test.getElement(), FaasTest.class);
        return found.isPresent() ? found : test.getParent().flatMap(FaasTestExtension::findAnnotation);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext test, Throwable failure) throws Throwable {
        throw explained(test, failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext test, Throwable failure) throws Throwable {
        throw explained(test, failure);
    }

    @Override
    public void handleAfterEachMethodExecutionException(ExtensionContext test, Throwable failure) throws Throwable {
        throw explained(test, failure);
    }

    private static Throwable explained(ExtensionContext test, Throwable failure) {
        FaasTestRuntime runtime = test.getStore(NAMESPACE).get(KEY, FaasTestRuntime.class);
        if (runtime != null) {
            failure.addSuppressed(new VirtualTimeline(runtime));
        }
        return failure;
    }

    @Override
    public void afterEach(ExtensionContext test) {
        FaasTestRuntime runtime = test.getStore(NAMESPACE).remove(KEY, FaasTestRuntime.class);
        if (runtime != null) {
            end(runtime, findAnnotation(test).map(FaasTest::checkLedger).orElse(true));
        }
    }

    private static void end(FaasTestRuntime runtime, boolean checksLedger) {
        try (runtime) {
            if (checksLedger) {
                FaasAssertions.assertThat(runtime.faas().ledger()).isBalanced();
            }
        } catch (RuntimeException | Error failure) {
            failure.addSuppressed(new VirtualTimeline(runtime));
            throw failure;
        }
    }
}
