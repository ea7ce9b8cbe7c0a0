package io.faas4j.samples.quakewatch;

/** This time the pager did not get through. */
final class LineBusyException extends Exception {

    private static final long serialVersionUID = 1L;

    LineBusyException(int call) {
        super("busy at call " + call);
    }
}
