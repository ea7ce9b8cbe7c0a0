package io.faas4j.mapping;

import io.faas4j.mapping.event.WindowFields;
import io.faas4j.runtime.payload.PayloadCodec;
import io.faas4j.runtime.payload.PayloadException;
import io.faas4j.source.Change;
import io.faas4j.source.RecordDecoder;
import io.faas4j.source.WindowState;
import io.faas4j.stream.ChangeDecoder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Finds how a batch's records are read, by what the function is declared for. */
final class Decoders {

    private Decoders() {}

    /** The batch's type argument; {@code byte[]} if it has none. */
    static Type itemType(Type batchType) {
        return batchType instanceof ParameterizedType parameterized
                ? parameterized.getActualTypeArguments()[0]
                : byte[].class;
    }

    /** The class of a batch type, as far as it is one. */
    static @Nullable Class<?> raw(Type type) {
        if (type instanceof ParameterizedType parameterized) {
            return (Class<?>) parameterized.getRawType();
        }
        return type instanceof Class<?> whole ? whole : null;
    }

    /** Records of a stream of either kind. */
    static RecordDecoder<?> ofRecords(Type item, PayloadCodec codec) {
        return raw(item) == Change.class ? ofChanges(item, codec) : of(item, codec);
    }

    /** What a handler is told of its window. */
    static WindowState window(WindowFields fields, PayloadCodec codec) {
        WindowState.StateReader reader = type -> {
            try {
                return codec.bind(type).decode(fields.state());
            } catch (PayloadException wrong) {
                throw new IllegalArgumentException("The window's state is no " + type.getTypeName(), wrong);
            }
        };
        return new WindowState(fields.window(), reader, fields.isFinalInvoke(), fields.isTerminatedEarly());
    }

    /** Changes of items, which are the type's own argument. */
    private static RecordDecoder<?> ofChanges(Type change, PayloadCodec codec) {
        return ChangeDecoder.of(itemType(change), codec);
    }

    /** Texts and bytes as they are, all else from JSON. */
    static RecordDecoder<Object> of(Type item, PayloadCodec codec) {
        if (item == byte[].class) {
            return data -> data;
        }
        if (item == String.class || item == CharSequence.class) {
            return data -> new String(data, StandardCharsets.UTF_8);
        }
        PayloadCodec.Binding binding = codec.bind(item);
        return binding::decode;
    }
}
