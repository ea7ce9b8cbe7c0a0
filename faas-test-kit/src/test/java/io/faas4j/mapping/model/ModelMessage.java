package io.faas4j.mapping.model;

/** A message of a queue, and what has become of it. */
final class ModelMessage {

    final int number;
    final String group;
    final boolean passes;

    int receives;
    int handledReceive;
    int invocations;
    long hiddenUntil;
    boolean isRunning;
    boolean hasSucceeded;
    boolean isDeleted;
    boolean isDead;

    ModelMessage(int number, String group, boolean passes) {
        this.number = number;
        this.group = group;
        this.passes = passes;
    }

    boolean isGone() {
        return isDeleted || isDead;
    }

    @Override
    public String toString() {
        return "%d(%s%s%s, %d receives, %d invocations%s)"
                .formatted(
                        number,
                        group,
                        hasSucceeded ? ", succeeded" : "",
                        isDeleted ? ", deleted" : isDead ? ", dead" : "",
                        receives,
                        invocations,
                        passes ? "" : ", not for it");
    }
}
