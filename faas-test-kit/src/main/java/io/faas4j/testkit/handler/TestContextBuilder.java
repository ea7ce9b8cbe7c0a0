package io.faas4j.testkit.handler;

import io.faas4j.function.ArnScope;
import io.faas4j.function.ClientContext;
import io.faas4j.function.FunctionRef;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Collects what a {@link TestContext} says. Not safe for use by many threads. */
public final class TestContextBuilder {

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(15);
    private static final int LEAST_MEMORY = 128;
    private static final int MOST_MEMORY = 10_240;

    private final FunctionRef function;
    private final Map<String, String> environment = new HashMap<>();
    private UUID requestId = new UUID(0, 1);
    private String version = "$LATEST";
    private Duration timeout = Duration.ofSeconds(3);
    private int attempt = 1;
    private int memoryInMb = LEAST_MEMORY;
    private @Nullable ClientContext clientContext;
    private @Nullable String tenantId;

    TestContextBuilder(FunctionRef function) {
        this.function = function;
    }

    private TestContextBuilder(TestContextBuilder same) {
        this.function = same.function;
        this.environment.putAll(same.environment);
        this.requestId = same.requestId;
        this.version = same.version;
        this.timeout = same.timeout;
        this.attempt = same.attempt;
        this.memoryInMb = same.memoryInMb;
        this.clientContext = same.clientContext;
        this.tenantId = same.tenantId;
    }

    /**
     * Sets the invocation's id.
     *
     * @param id any; {@code 00000000-0000-0000-0000-000000000001} if never set
     */
    public TestContextBuilder requestId(UUID id) {
        this.requestId = id;
        return this;
    }

    /**
     * Sets which version runs.
     *
     * @param number a number, or {@code $LATEST} as if never set
     */
    public TestContextBuilder version(String number) {
        this.version = number;
        return this;
    }

    /**
     * Sets how much time there is until the deadline.
     *
     * @param value more than 0, at most 15 minutes; 3 seconds if never set
     */
    public TestContextBuilder timeout(Duration value) {
        if (value.isZero() || value.isNegative() || value.compareTo(LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException("timeout must be over 0 and at most 15 minutes, was " + value);
        }
        this.timeout = value;
        return this;
    }

    /**
     * Sets which attempt of the event it is.
     *
     * @param number from 1, which it is if never set
     */
    public TestContextBuilder attempt(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("attempt must be 1 or more, was " + number);
        }
        this.attempt = number;
        return this;
    }

    /**
     * Sets the memory that the function is configured for.
     *
     * @param value in MB, 128 to 10,240; 128 if never set
     */
    public TestContextBuilder memoryInMb(int value) {
        if (value < LEAST_MEMORY || value > MOST_MEMORY) {
            throw new IllegalArgumentException("memoryInMb must be 128 to 10240, was " + value);
        }
        this.memoryInMb = value;
        return this;
    }

    /**
     * Adds a variable to the environment.
     *
     * @param name not one of those that the runtime sets, which keep their values
     * @param value a text
     */
    public TestContextBuilder environment(String name, String value) {
        this.environment.put(name, value);
        return this;
    }

    /**
     * Sets what the client says of itself.
     *
     * @param client nothing if never set
     */
    public TestContextBuilder clientContext(ClientContext client) {
        this.clientContext = client;
        return this;
    }

    /**
     * Sets the tenant.
     *
     * @param id nobody if never set
     */
    public TestContextBuilder tenantId(String id) {
        this.tenantId = id;
        return this;
    }

    /** The context; later changes of this builder have no part in it. */
    public TestContext build() {
        return new TestContext(new TestContextBuilder(this));
    }

    FunctionRef function() {
        return function;
    }

    ArnScope scope() {
        return ArnScope.DEFAULT;
    }

    Map<String, String> environment() {
        return environment;
    }

    UUID requestId() {
        return requestId;
    }

    String version() {
        return version;
    }

    Duration timeout() {
        return timeout;
    }

    int attempt() {
        return attempt;
    }

    int memoryInMb() {
        return memoryInMb;
    }

    Optional<ClientContext> clientContext() {
        return Optional.ofNullable(clientContext);
    }

    Optional<String> tenantId() {
        return Optional.ofNullable(tenantId);
    }
}
