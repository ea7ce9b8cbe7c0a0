package io.faas4j.runtime.payload;

import java.lang.reflect.Type;

/** Keeps the JSON library out of a process that never needs it. */
final class LazyCodec implements PayloadCodec {

    @Override
    public Binding bind(Type type) {
        return Holder.CODEC.bind(type);
    }

    @Override
    public void check(byte[] json) throws PayloadException {
        Holder.CODEC.check(json);
    }

    private static final class Holder {
        static final PayloadCodec CODEC = JacksonCodec.withDefaults();
    }
}
