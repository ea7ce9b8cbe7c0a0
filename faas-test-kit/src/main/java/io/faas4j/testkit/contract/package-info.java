/** Suites that every implementation of a seam must pass. */
@NullMarked
package io.faas4j.testkit.contract;

import org.jspecify.annotations.NullMarked;
