/** What an operator sees of a runtime at one moment: immutable values. */
@NullMarked
package io.faas4j.runtime.snapshot;

import org.jspecify.annotations.NullMarked;
