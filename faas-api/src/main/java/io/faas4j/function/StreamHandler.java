package io.faas4j.function;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** A function's code that reads and writes the payload as raw bytes: JSON in UTF-8 in, any bytes out. */
@FunctionalInterface
public interface StreamHandler {

    /**
     * Handles one event. The streams are in memory: they need not be closed or buffered.
     *
     * @param input the event's bytes, empty if the caller sent none
     * @param output takes the result's bytes, at most 6 MB and 100 bytes (rule SYNC-6)
     * @param context what is known of this invocation
     * @throws IOException any failure of the handler's own
     */
    void handle(InputStream input, OutputStream output, Context context) throws IOException;
}
