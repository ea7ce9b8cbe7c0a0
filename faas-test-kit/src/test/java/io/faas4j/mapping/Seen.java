package io.faas4j.mapping;

import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import io.faas4j.function.TypeRef;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.QueueBatch;
import io.faas4j.source.StreamBatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A mapped function's memory: what it was invoked with, one list of texts an invocation.
 *
 * @param <B> what its batches are
 */
final class Seen<B> implements Handler<B, @Nullable BatchResponse> {

    private final Function<B, List<String>> texts;
    private final List<List<String>> batches = Collections.synchronizedList(new ArrayList<>());
    private final List<B> events = Collections.synchronizedList(new ArrayList<>());
    private volatile Function<B, @Nullable BatchResponse> answer = batch -> null;

    private Seen(Function<B, List<String>> texts) {
        this.texts = texts;
    }

    static Seen<StreamBatch<String>> records() {
        return new Seen<>(
                batch -> batch.items().stream().map(StreamBatch.Item::value).toList());
    }

    static Seen<QueueBatch<String>> messages() {
        return new Seen<>(
                batch -> batch.items().stream().map(QueueBatch.Item::value).toList());
    }

    /** What it answers from now on, or throws. */
    Seen<B> answers(Function<B, @Nullable BatchResponse> next) {
        answer = next;
        return this;
    }

    @Override
    public @Nullable BatchResponse handle(B batch, Context context) {
        batches.add(texts.apply(batch));
        events.add(batch);
        return answer.apply(batch);
    }

    /** One list an invocation. */
    List<List<String>> batches() {
        return List.copyOf(batches);
    }

    /** All in the order they came. */
    List<String> all() {
        return batches().stream().flatMap(List::stream).toList();
    }

    /** The events themselves. */
    List<B> events() {
        return List.copyOf(events);
    }

    static FunctionDefinition.Builder<StreamBatch<String>, BatchResponse> ofRecords(
            String name, Seen<StreamBatch<String>> seen) {
        return FunctionDefinition.builder(name, new TypeRef<StreamBatch<String>>() {}, TypeRef.of(BatchResponse.class))
                .handler(seen)
                .timeout(Duration.ofSeconds(10));
    }

    static FunctionDefinition.Builder<QueueBatch<String>, BatchResponse> ofMessages(
            String name, Seen<QueueBatch<String>> seen) {
        return FunctionDefinition.builder(name, new TypeRef<QueueBatch<String>>() {}, TypeRef.of(BatchResponse.class))
                .handler(seen)
                .timeout(Duration.ofSeconds(10));
    }
}
