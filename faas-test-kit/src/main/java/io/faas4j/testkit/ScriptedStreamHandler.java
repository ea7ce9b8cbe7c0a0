package io.faas4j.testkit;

import io.faas4j.function.Context;
import io.faas4j.function.StreamHandler;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** As {@link ScriptedHandler}, on raw bytes. */
final class ScriptedStreamHandler implements StreamHandler {

    private final StreamHandler handler;
    private final HandlerScript script;
    private final CallLog log;

    ScriptedStreamHandler(StreamHandler handler, HandlerScript script, CallLog log) {
        this.handler = handler;
        this.script = script;
        this.log = log;
    }

    @Override
    public void handle(InputStream input, OutputStream output, Context context) throws IOException {
        CallLog.Entry entry = log.begin(context);
        Throwable thrown = null;
        try {
            script.play(null, context);
            handler.handle(input, output, context);
        } catch (Throwable failure) {
            thrown = failure;
            throw HandlerScript.<RuntimeException>asUnchecked(failure);
        } finally {
            entry.ended(thrown);
        }
    }
}
