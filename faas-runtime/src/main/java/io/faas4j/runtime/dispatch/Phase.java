package io.faas4j.runtime.dispatch;

/**
 * The invoke phase of one invocation.
 *
 * @param startNanos when it began: after an init phase of its own, but before one that ran within it (rule CTX-3)
 * @param initNanos what the init phase took; negative if there was none of its own
 * @param isCold whether a handler was made for this invocation
 */
record Phase(long startNanos, long initNanos, boolean isCold) {

    static Phase warm(long startNanos) {
        return new Phase(startNanos, -1, false);
    }
}
