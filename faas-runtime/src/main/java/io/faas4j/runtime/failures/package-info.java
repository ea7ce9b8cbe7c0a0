/** What goes wrong beside an invocation, and shall change nothing for it. Needs no other package. */
@NullMarked
package io.faas4j.runtime.failures;

import org.jspecify.annotations.NullMarked;
