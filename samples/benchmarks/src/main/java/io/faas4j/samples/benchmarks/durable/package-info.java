/** What it costs to keep asynchronous events in a database, beside doing so by hand and with other libraries. */
@NullMarked
package io.faas4j.samples.benchmarks.durable;

import org.jspecify.annotations.NullMarked;
