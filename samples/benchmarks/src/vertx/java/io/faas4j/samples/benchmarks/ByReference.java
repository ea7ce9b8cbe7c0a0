package io.faas4j.samples.benchmarks;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.MessageCodec;

/** Lets a reading cross Vert.x's event bus as it is: it is immutable, and never leaves the process. */
final class ByReference implements MessageCodec<Reading, Reading> {

    static final String NAME = "by-reference";

    @Override
    public Reading transform(Reading sent) {
        return sent;
    }

    @Override
    public void encodeToWire(Buffer buffer, Reading sent) {
        throw new UnsupportedOperationException("readings do not leave the process");
    }

    @Override
    public Reading decodeFromWire(int position, Buffer buffer) {
        throw new UnsupportedOperationException("readings do not leave the process");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public byte systemCodecID() {
        return -1;
    }
}
