package io.faas4j.testkit.handler;

import io.faas4j.function.ClientContext;
import io.faas4j.function.Context;
import io.faas4j.function.ContextLogger;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.LogLevel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a test gives a handler that it calls itself, without a runtime. Its time begins at midnight, 1 January 2026 UTC, and
 * stands still until {@link #advance} lets it pass. Safe for use by many threads.
 *
 * <pre>{@code
 * TestContext context = TestContext.of("pay:live").timeout(Duration.ofSeconds(10)).attempt(2).build();
 * handler.handle(order, context);
 * assertThat(context.lines()).contains("paid");
 * }</pre>
 */
public final class TestContext implements Context, AutoCloseable {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String LOG_STREAM = "2026/01/01/[%s]%032x";
    private static final int HIGHEST_STATUS = 255;

    private final TestContextBuilder settings;
    private final Map<String, String> environment;
    private final Lines lines = new Lines();
    private Duration passed = Duration.ZERO;
    private boolean isCancelled;
    private OptionalInt exitStatus = OptionalInt.empty();
    private @Nullable Path folder;

    TestContext(TestContextBuilder settings) {
        this.settings = settings;
        Map<String, String> all = new TreeMap<>(settings.environment());
        String region = settings.scope().region();
        all.put("AWS_REGION", region);
        all.put("AWS_DEFAULT_REGION", region);
        all.put("AWS_LAMBDA_FUNCTION_NAME", functionName());
        all.put("AWS_LAMBDA_FUNCTION_VERSION", functionVersion());
        all.put("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(memoryLimitInMb()));
        all.put("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand");
        all.put("AWS_LAMBDA_LOG_GROUP_NAME", logGroupName());
        all.put("AWS_LAMBDA_LOG_STREAM_NAME", logStreamName());
        this.environment = Collections.unmodifiableMap(all);
    }

    /**
     * A builder with the defaults of a function.
     *
     * @param function as it is invoked, in any form that {@link FunctionRef#parse} takes
     */
    public static TestContextBuilder of(String function) {
        return new TestContextBuilder(FunctionRef.parse(function));
    }

    /**
     * A context with every default, for the first attempt of an event.
     *
     * @param function as it is invoked
     */
    public static TestContext create(String function) {
        return of(function).build();
    }

    // ---- for the test ----------------------------------------------------------------------------------------------

    /**
     * Lets time pass: less of it remains until the deadline.
     *
     * @param duration 0 or more
     */
    public synchronized void advance(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("time cannot go back: duration was " + duration);
        }
        passed = passed.plus(duration);
    }

    /** Nobody waits for the handler any more, as when a runtime closes. */
    public synchronized void cancel() {
        isCancelled = true;
    }

    /** What the handler has logged, in its order. */
    public List<String> lines() {
        return lines.all();
    }

    /** What {@link #exit} was called with; empty if it was not. */
    public synchronized OptionalInt exitStatus() {
        return exitStatus;
    }

    /** Deletes the temporary directory, if the handler has asked for one. */
    @Override
    public synchronized void close() {
        Path made = folder;
        folder = null;
        if (made == null) {
            return;
        }
        try (Stream<Path> all = Files.walk(made)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- for the handler -------------------------------------------------------------------------------------------

    @Override
    public UUID requestId() {
        return settings.requestId();
    }

    @Override
    public String functionName() {
        return settings.function().name();
    }

    @Override
    public String functionVersion() {
        return settings.version();
    }

    @Override
    public FunctionRef invokedFunction() {
        return settings.function();
    }

    @Override
    public String invokedFunctionArn() {
        return settings.function().arn(settings.scope());
    }

    @Override
    public Instant deadline() {
        return START.plus(settings.timeout());
    }

    @Override
    public synchronized Duration remainingTime() {
        return settings.timeout().minus(passed);
    }

    @Override
    public synchronized boolean isCancelled() {
        return isCancelled || settings.timeout().compareTo(passed) <= 0;
    }

    @Override
    public int attempt() {
        return settings.attempt();
    }

    @Override
    public Optional<ClientContext> clientContext() {
        return settings.clientContext();
    }

    @Override
    public Optional<String> tenantId() {
        return settings.tenantId();
    }

    @Override
    public Map<String, String> environment() {
        return environment;
    }

    /** {@inheritDoc} It is deleted with all that is in it by {@link #close}. */
    @Override
    public synchronized Path temporaryDirectory() {
        if (folder == null) {
            try {
                folder = Files.createTempDirectory("faas-" + functionName() + "-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return folder;
    }

    @Override
    public int memoryLimitInMb() {
        return settings.memoryInMb();
    }

    @Override
    public String logGroupName() {
        return "/aws/lambda/" + functionName();
    }

    @Override
    public String logStreamName() {
        return LOG_STREAM.formatted(functionVersion(), 1);
    }

    @Override
    public ContextLogger logger() {
        return lines;
    }

    @Override
    public synchronized RuntimeException exit(int status) {
        if (status < 0 || status > HIGHEST_STATUS) {
            throw new IllegalArgumentException("status must be 0 to 255, was " + status);
        }
        exitStatus = OptionalInt.of(status);
        return new IllegalStateException("exit status " + status);
    }

    @Override
    public String toString() {
        return "TestContext[%s, attempt %d, %s left]".formatted(settings.function(), attempt(), remainingTime());
    }

    private static final class Lines implements ContextLogger {

        private final List<String> all = new ArrayList<>();

        @Override
        public synchronized void log(String message) {
            all.add(message);
        }

        @Override
        public void log(String message, LogLevel level) {
            log(message);
        }

        synchronized List<String> all() {
            return List.copyOf(all);
        }
    }
}
