package io.faas4j.runtime.tally;

/** As what an invocation was counted before its deadline turned out to have been first. */
public enum Counted {
    /** Not at all: the deadline had passed already. */
    NOT,
    /** As a success. */
    AS_SUCCESS,
    /** As a function error. */
    AS_FAILURE
}
