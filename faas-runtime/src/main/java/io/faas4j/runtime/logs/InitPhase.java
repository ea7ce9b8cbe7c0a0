package io.faas4j.runtime.logs;

/** Where an init phase takes place (rule LOG-4). */
public enum InitPhase {
    /** Before the invocation, or without any. */
    INIT("init"),
    /** Within the invocation, after one that failed or a reset (rules CTX-3, CTX-7). */
    INVOKE("invoke");

    private final String text;

    InitPhase(String text) {
        this.text = text;
    }

    /** As log lines have it. */
    public String text() {
        return text;
    }
}
