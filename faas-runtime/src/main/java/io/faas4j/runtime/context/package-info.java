/**
 * Execution contexts: the reusable environments in which handlers live, their pool for each revision of a function, and
 * the housekeeping that times out, removes and replaces them.
 */
@NullMarked
package io.faas4j.runtime.context;

import org.jspecify.annotations.NullMarked;
