package io.faas4j.async.queue;

import io.faas4j.function.FunctionRef;

/** A target that keeps nothing else. */
record PlainTarget(FunctionRef function) implements EventTarget {}
