/** The one place that knows the whole path of an invocation: resolve, cross, borrow, run, give back, report. */
@NullMarked
package io.faas4j.runtime.dispatch;

import org.jspecify.annotations.NullMarked;
