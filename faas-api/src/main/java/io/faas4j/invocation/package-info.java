/** Calling a function, and what comes back: handles, requests, results, function errors, reports. */
@NullMarked
package io.faas4j.invocation;

import org.jspecify.annotations.NullMarked;
