package io.faas4j.samples.quakewatch;

/** Nobody can be paged at all. */
final class PagerDownException extends Exception {

    private static final long serialVersionUID = 1L;

    PagerDownException() {
        super("the pager is down");
    }
}
