/** Functions: how they are named, defined, versioned and handled. */
@NullMarked
package io.faas4j.function;

import org.jspecify.annotations.NullMarked;
