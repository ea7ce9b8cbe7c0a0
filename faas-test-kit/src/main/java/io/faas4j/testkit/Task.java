package io.faas4j.testkit;

/**
 * A piece of work that has not begun.
 *
 * @param name whose it is, for errors
 * @param body what it does
 */
record Task(String name, Runnable body) implements Ready {
    @Override
    public String toString() {
        return "task of '" + name + "'";
    }
}
