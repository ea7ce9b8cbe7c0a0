/** How long to wait before another try. */
@NullMarked
package io.faas4j.retry;

import org.jspecify.annotations.NullMarked;
