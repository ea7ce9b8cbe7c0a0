package io.faas4j.mapping.batch;

import io.faas4j.mapping.event.WindowFields;
import io.faas4j.source.Window;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** A window that an invocation may follow in, with what the last one answered (rule ESM-STREAM-19). Immutable; bytes are not copied. */
public final class OpenWindow {

    /** How large a state may be, in bytes of JSON: a larger one ends its window. */
    public static final int MAX_STATE_SIZE = 1_048_576;

    private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);

    private final Window window;
    private final byte[] state;
    private final boolean isCutShort;

    private OpenWindow(Window window, byte[] state, boolean isCutShort) {
        this.window = Objects.requireNonNull(window, "window");
        this.state = Objects.requireNonNull(state, "state");
        this.isCutShort = isCutShort;
    }

    /**
     * A window before its first invocation.
     *
     * @param window from when to when
     */
    public static OpenWindow begin(Window window) {
        return new OpenWindow(window, EMPTY, false);
    }

    /**
     * Reads what a checkpoint keeps.
     *
     * @param saved by {@link #save}
     * @throws IllegalArgumentException if it is something else
     */
    public static OpenWindow restore(byte[] saved) {
        try {
            Map<String, byte[]> fields = JsonFields.of(saved);
            Window window = new Window(seconds(fields, "start"), seconds(fields, "end"));
            return new OpenWindow(window, field(fields, "state"), false);
        } catch (IOException | NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException("no saved window: " + e.getMessage(), e);
        }
    }

    private static Instant seconds(Map<String, byte[]> fields, String name) throws IOException {
        return Instant.ofEpochSecond(Long.parseLong(new String(field(fields, name), StandardCharsets.UTF_8)));
    }

    private static byte[] field(Map<String, byte[]> fields, String name) throws IOException {
        byte[] value = fields.get(name);
        if (value == null) {
            throw new IOException("it has no " + name);
        }
        return value;
    }

    /** For a checkpoint (rule ESM-STREAM-4): JSON. */
    public byte[] save() {
        String times = "{\"start\":%d,\"end\":%d,\"state\":"
                .formatted(window.start().getEpochSecond(), window.end().getEpochSecond());
        ByteArrayOutputStream json = new ByteArrayOutputStream(times.length() + state.length + 1);
        json.writeBytes(times.getBytes(StandardCharsets.UTF_8));
        json.writeBytes(state);
        json.write('}');
        return json.toByteArray();
    }

    /**
     * The same window after an invocation.
     *
     * @param answered its state, a JSON object, of any size
     */
    public OpenWindow withState(byte[] answered) {
        return new OpenWindow(window, answered, isCutShort);
    }

    /** The same window, which ends now, since the mapping has none any more. */
    public OpenWindow cutShort() {
        return new OpenWindow(window, state, true);
    }

    /** From when to when. */
    public Window window() {
        return window;
    }

    /** What the last invocation answered, a JSON object; <code>{}</code> before the first. */
    public byte[] state() {
        return state;
    }

    /** Whether it ends before its time, since its state is larger than {@value #MAX_STATE_SIZE} bytes, or it is {@link #cutShort}. */
    public boolean isTerminatedEarly() {
        return isCutShort || state.length > MAX_STATE_SIZE;
    }

    /**
     * What its next invocation says of it.
     *
     * @param isFinalInvoke whether that is the last
     */
    public WindowFields fields(boolean isFinalInvoke) {
        return new WindowFields(window, state, isFinalInvoke, isFinalInvoke && isTerminatedEarly());
    }

    @Override
    public String toString() {
        return "OpenWindow[%s to %s, %d bytes]".formatted(window.start(), window.end(), state.length);
    }
}
