package io.faas4j.event;

import io.faas4j.error.ValidationException;
import io.faas4j.invocation.InvokeOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a caller may ask for one event: each method answers the same options with one thing changed. Immutable.
 *
 * <pre>{@code
 * faas.async("price:live", Order.class)
 *         .invoke(order, EventOptions.NONE.orderKey(order.customer()).after(Duration.ofMinutes(5)));
 * }</pre>
 */
public final class EventOptions {

    /** Nothing asked for: due at once, no keys, no tenant, normal priority, no wait. */
    public static final EventOptions NONE =
            new EventOptions(Duration.ZERO, null, null, EventPriority.NORMAL, Duration.ZERO, null);

    private static final Duration LONGEST_DELAY = Duration.ofHours(6);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(15);
    private static final int LONGEST_KEY = 128;

    private final Duration delay;
    private final @Nullable String orderKey;
    private final @Nullable String deduplicationKey;
    private final EventPriority priority;
    private final Duration maxWait;
    private final @Nullable String tenantId;

    private EventOptions(
            Duration delay,
            @Nullable String orderKey,
            @Nullable String deduplicationKey,
            EventPriority priority,
            Duration maxWait,
            @Nullable String tenantId) {
        this.delay = delay;
        this.orderKey = orderKey;
        this.deduplicationKey = deduplicationKey;
        this.priority = priority;
        this.maxWait = maxWait;
        this.tenantId = tenantId;
    }

    /**
     * Has the event wait before its first attempt. Its age counts from its acceptance all the same (rule ASYNC-6).
     *
     * @param value 0 to 6 hours; 0, the default, for none
     * @throws ValidationException if it is out of that range
     */
    public EventOptions after(Duration value) {
        Duration checked = inRange("after", value, LONGEST_DELAY);
        return new EventOptions(checked, orderKey, deduplicationKey, priority, maxWait, tenantId);
    }

    /**
     * Puts the event behind all others of its function with the same key: their attempts are made one at a time, in the order
     * they were accepted, and while one waits for a retry the ones behind it wait too. An attempt is over at its deadline: a
     * handler that takes no notice of that may still run when the next one begins. Without a key the order is not promised
     * (rule ASYNC-2).
     *
     * @param value 1 to 128 characters
     * @throws ValidationException if it is not
     */
    public EventOptions orderKey(String value) {
        String checked = key("orderKey", value);
        return new EventOptions(delay, checked, deduplicationKey, priority, maxWait, tenantId);
    }

    /**
     * Has the event dropped if one of the same function with the same key was accepted in the last minutes, how many the
     * runtime's settings say, and was not cancelled; the receipt is then the first one's.
     *
     * @param value 1 to 128 characters
     * @throws ValidationException if it is not
     */
    public EventOptions deduplicationKey(String value) {
        return new EventOptions(delay, orderKey, key("deduplicationKey", value), priority, maxWait, tenantId);
    }

    /**
     * Sets which events of the function go first when several are due.
     *
     * @param value {@link EventPriority#NORMAL} if never set
     */
    public EventOptions priority(EventPriority value) {
        Objects.requireNonNull(value, "priority");
        return new EventOptions(delay, orderKey, deduplicationKey, value, maxWait, tenantId);
    }

    /**
     * Waits on the calling thread for a place when the queue is full, instead of being refused at once: first come, first
     * served.
     *
     * @param value 0 to 15 minutes; 0, the default, for no wait
     * @throws ValidationException if it is out of that range
     */
    public EventOptions maxWait(Duration value) {
        Duration checked = inRange("maxWait", value, LONGEST_WAIT);
        return new EventOptions(delay, orderKey, deduplicationKey, priority, checked, tenantId);
    }

    /**
     * Names the tenant, for functions with tenant isolation (rule TEN-1).
     *
     * @param value 1 to 256 of {@code [a-zA-Z0-9._:/=+\-@ ]}
     * @throws ValidationException if it is not
     */
    public EventOptions tenantId(String value) {
        // The one check there is of a tenant's form.
        String checked = InvokeOptions.NONE.tenantId(value).tenantId().orElseThrow();
        return new EventOptions(delay, orderKey, deduplicationKey, priority, maxWait, checked);
    }

    /** How long the event waits before its first attempt; 0 for not at all. */
    public Duration delay() {
        return delay;
    }

    /** The key that orders it among others, if there is one. */
    public Optional<String> orderKey() {
        return Optional.ofNullable(orderKey);
    }

    /** The key that duplicates share, if there is one. */
    public Optional<String> deduplicationKey() {
        return Optional.ofNullable(deduplicationKey);
    }

    /** Which events go first. */
    public EventPriority priority() {
        return priority;
    }

    /** The longest wait for a place in a full queue; 0 for none. */
    public Duration maxWait() {
        return maxWait;
    }

    /** The tenant, if one is named. */
    public Optional<String> tenantId() {
        return Optional.ofNullable(tenantId);
    }

    private static Duration inRange(String field, Duration value, Duration longest) {
        if (value.isNegative() || value.compareTo(longest) > 0) {
            throw ValidationException.of(field, value, "Member must have value between 0 and " + longest);
        }
        return value;
    }

    private static String key(String field, String value) {
        if (value.isEmpty()) {
            throw ValidationException.of(field, value, "Member must have length greater than or equal to 1");
        }
        if (value.length() > LONGEST_KEY) {
            throw ValidationException.of(field, value, "Member must have length less than or equal to " + LONGEST_KEY);
        }
        return value;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventOptions that
                && delay.equals(that.delay)
                && Objects.equals(orderKey, that.orderKey)
                && Objects.equals(deduplicationKey, that.deduplicationKey)
                && priority == that.priority
                && maxWait.equals(that.maxWait)
                && Objects.equals(tenantId, that.tenantId);
    }

    @Override
    public int hashCode() {
        return Objects.hash(delay, orderKey, deduplicationKey, priority, maxWait, tenantId);
    }

    @Override
    public String toString() {
        return "EventOptions[after=%s, orderKey=%s, deduplicationKey=%s, priority=%s, maxWait=%s, tenantId=%s]"
                .formatted(delay, orderKey, deduplicationKey, priority, maxWait, tenantId);
    }
}
