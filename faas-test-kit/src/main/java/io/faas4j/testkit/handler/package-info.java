/** Handlers called by a test itself, without a runtime. */
@NullMarked
package io.faas4j.testkit.handler;

import org.jspecify.annotations.NullMarked;
