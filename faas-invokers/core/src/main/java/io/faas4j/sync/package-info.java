/** Synchronous invocation by name: RequestResponse and DryRun. */
@NullMarked
package io.faas4j.sync;

import org.jspecify.annotations.NullMarked;
