/** How events and results cross between caller and handler: by reference where that is safe, as JSON elsewhere. */
@NullMarked
package io.faas4j.runtime.payload;

import org.jspecify.annotations.NullMarked;
