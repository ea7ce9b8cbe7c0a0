package io.faas4j.testkit;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContext;
import org.junit.jupiter.api.extension.TestTemplateInvocationContextProvider;
import org.junit.platform.commons.support.AnnotationSupport;

/** Behind {@link FaasSeeds}: an invocation for each seed. */
final class FaasSeedsExtension implements TestTemplateInvocationContextProvider {

    @Override
    public boolean supportsTestTemplate(ExtensionContext test) {
        return AnnotationSupport.isAnnotated(test.getElement(), FaasSeeds.class);
    }

    @Override
    public Stream<TestTemplateInvocationContext> provideTestTemplateInvocationContexts(ExtensionContext test) {
        int seeds = AnnotationSupport.findAnnotation(test.getElement(), FaasSeeds.class)
                .orElseThrow()
                .value();
        if (seeds < 1) {
            throw new IllegalArgumentException("@FaasSeeds must have 1 or more, was " + seeds);
        }
        AtomicBoolean hasFailed = new AtomicBoolean();
        return LongStream.rangeClosed(1, seeds)
                .takeWhile(seed -> !hasFailed.get())
                .mapToObj(seed -> new OneSeed(seed, hasFailed));
    }

    private record OneSeed(long seed, AtomicBoolean hasFailed)
            implements TestTemplateInvocationContext, BeforeEachCallback, AfterTestExecutionCallback {

        @Override
        public String getDisplayName(int invocation) {
            return "seed " + seed;
        }

        @Override
        public List<Extension> getAdditionalExtensions() {
            return List.of(this);
        }

        @Override
        public void beforeEach(ExtensionContext test) {
            FaasTestExtension.setSeed(test, seed);
        }

        @Override
        public void afterTestExecution(ExtensionContext test) {
            test.getExecutionException().ifPresent(failure -> {
                hasFailed.set(true);
                failure.addSuppressed(new FoundBySeed(seed));
            });
        }
    }

    /** How to repeat it; has no stack. */
    private static final class FoundBySeed extends Exception {

        private static final long serialVersionUID = 1L;

        FoundBySeed(long seed) {
            super("seed %d: @FaasSeed(%d) in place of @FaasSeeds repeats it".formatted(seed, seed), null, false, false);
        }
    }
}
