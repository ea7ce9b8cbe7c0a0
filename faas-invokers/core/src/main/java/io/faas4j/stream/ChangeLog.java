package io.faas4j.stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.faas4j.error.ValidationException;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.payload.PayloadException;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.source.Change;
import io.faas4j.stream.PutOutcome.Accepted;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells of changes of items as a DynamoDB stream does: an application that changes items calls it with what an item was and what it
 * is, and functions that are mapped to {@link #stream} receive a record of each change, those of one item in the order of the
 * calls (rules CHANGE-1 to CHANGE-5). Made by {@link ChangeLogs}. Safe for use by many threads; who changes one item in several threads
 * calls in the order of the changes.
 *
 * <pre>{@code
 * ChangeLog<Order> log = faas.changeLogs().create("orders", Order.class, StreamViewType.NEW_AND_OLD_IMAGES);
 * log.changed(Map.of("id", order.id()), before, order);
 * }</pre>
 *
 * @param <T> what an item is
 */
public final class ChangeLog<T> {

    private final String table;
    private final StreamViewType viewType;
    private final DataStream stream;
    private final PayloadCodec.Binding items;
    private final TimeSource time;
    private final RandomSource random;

    ChangeLog(
            String table,
            StreamViewType viewType,
            DataStream stream,
            PayloadCodec.Binding items,
            TimeSource time,
            RandomSource random) {
        this.table = table;
        this.viewType = viewType;
        this.stream = stream;
        this.items = items;
        this.time = time;
        this.random = random;
    }

    /** The name of what it tells of. */
    public String table() {
        return table;
    }

    /** What each record tells. */
    public StreamViewType viewType() {
        return viewType;
    }

    /** The stream of the changes, which functions are mapped to; nobody else writes to it. */
    public DataStream stream() {
        return stream;
    }

    /**
     * Tells of a change.
     *
     * @param keys by what the item is known: one or two attributes, texts or numbers
     * @param before what it was; null if there was no such item
     * @param after what it is; null if it was removed
     * @return where the record is; empty if nothing has changed: then there is none (rule CHANGE-4)
     * @throws ValidationException if the keys are of another kind, an item is no JSON object, or the record is larger than it may be
     * @throws io.faas4j.error.StreamFullException if the stream holds as much as it may
     */
    public Optional<Accepted> changed(Map<String, ?> keys, @Nullable T before, @Nullable T after) {
        ObjectNode oldImage = image("before", before);
        ObjectNode newImage = image("after", after);
        if (Objects.equals(oldImage, newImage)) {
            return Optional.empty();
        }
        Change.Type type =
                oldImage == null ? Change.Type.INSERT : newImage == null ? Change.Type.REMOVE : Change.Type.MODIFY;
        return Optional.of(write(type, keys(keys), oldImage, newImage, false));
    }

    /**
     * Tells that an item's time is over and it was removed for that (rule CHANGE-5).
     *
     * @param keys by what the item is known: one or two attributes, texts or numbers
     * @param before what it was
     * @return where the record is
     * @throws ValidationException as {@link #changed}
     * @throws io.faas4j.error.StreamFullException if the stream holds as much as it may
     */
    public Accepted expired(Map<String, ?> keys, T before) {
        return write(Change.Type.REMOVE, keys(keys), image("before", before), null, true);
    }

    private Accepted write(
            Change.Type type,
            ObjectNode keys,
            @Nullable ObjectNode oldImage,
            @Nullable ObjectNode newImage,
            boolean isExpiry) {
        ChangeRecord change = new ChangeRecord(
                "%016x%016x".formatted(random.nextLong(), random.nextLong()),
                type,
                time.now().getEpochSecond(),
                keys,
                viewType.hasNewImage() ? newImage : null,
                viewType.hasOldImage() ? oldImage : null,
                viewType,
                isExpiry);
        ChangeRecord.Encoded encoded = change.encode();
        return stream.putChange(keys.toString(), encoded.size(), encoded::at);
    }

    private @Nullable ObjectNode image(String field, @Nullable T item) {
        if (item == null) {
            return null;
        }
        try {
            JsonNode plain = AttributeValues.parse(items.encode(item));
            if (plain.isObject()) {
                return AttributeValues.typedItem(plain);
            }
            throw ValidationException.of(field, item, "Member must be an object as JSON");
        } catch (PayloadException | IOException unreadable) {
            ValidationException refusal = ValidationException.of(field, item, "Member must be written as JSON");
            refusal.initCause(unreadable);
            throw refusal;
        }
    }

    /** Sorted, so that their text names the item. */
    private static ObjectNode keys(Map<String, ?> keys) {
        if (keys.isEmpty() || keys.size() > 2) {
            throw ValidationException.of("keys", keys, "Member must have length between 1 and 2");
        }
        ObjectNode typed = JsonNodeFactory.instance.objectNode();
        new TreeMap<>(keys).forEach((name, value) -> typed.set(name, key(name, value)));
        return typed;
    }

    private static ObjectNode key(String name, @Nullable Object value) {
        ObjectNode typed = JsonNodeFactory.instance.objectNode();
        if (value instanceof String text) {
            return typed.put("S", text);
        }
        if (value instanceof Number) {
            try {
                return typed.put("N", AttributeValues.number(new BigDecimal(value.toString())));
            } catch (NumberFormatException notFinite) {
                throw ValidationException.of("keys." + name, value, "Member must be a finite number");
            }
        }
        throw ValidationException.of("keys." + name, value, "Member must be a text or a number");
    }

    @Override
    public String toString() {
        return "ChangeLog[%s, %s]".formatted(table, viewType);
    }
}
