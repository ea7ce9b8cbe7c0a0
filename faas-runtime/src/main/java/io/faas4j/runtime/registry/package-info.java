/** The functions one runtime knows: {@code $LATEST}, published versions, aliases and their routing. */
@NullMarked
package io.faas4j.runtime.registry;

import org.jspecify.annotations.NullMarked;
