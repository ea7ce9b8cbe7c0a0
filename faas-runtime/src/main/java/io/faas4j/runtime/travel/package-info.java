/** What travels from the thread that invokes to the thread that runs the handler. */
@NullMarked
package io.faas4j.runtime.travel;

import org.jspecify.annotations.NullMarked;
