package io.faas4j.runtime.logs;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The last 4 KB of one invocation's log (rule SYNC-8). Safe for use by many threads. */
public final class LogTail {

    private static final int LIMIT = 4096;

    private byte[] kept = {};
    private boolean complete;

    /** Takes a line in, unless the tail is complete. */
    synchronized void add(String line) {
        if (complete) {
            return;
        }
        byte[] added = (line.endsWith("\n") ? line : line + "\n").getBytes(StandardCharsets.UTF_8);
        int before = Math.max(0, Math.min(kept.length, LIMIT - added.length));
        int from = Math.max(0, added.length - LIMIT);
        byte[] joined = Arrays.copyOfRange(kept, kept.length - before, kept.length + added.length - from);
        System.arraycopy(added, from, joined, before, added.length - from);
        kept = joined;
    }

    /** Takes nothing in from now on: REPORT was the last line. */
    synchronized void complete() {
        complete = true;
    }

    /** The last 4,096 bytes so far; a character may be cut at the beginning. */
    public synchronized byte[] bytes() {
        return kept.clone();
    }
}
