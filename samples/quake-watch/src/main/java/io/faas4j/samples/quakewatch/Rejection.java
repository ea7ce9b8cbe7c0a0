package io.faas4j.samples.quakewatch;

/**
 * Why an event got no severity.
 *
 * @param eventType the event's own type, such as {@code explosion}
 * @param errorType the function error's type: the class of what the handler threw
 */
record Rejection(String eventType, String errorType) {}
