/** Tests of functions on virtual time: no container, no sleeping. */
@NullMarked
package io.faas4j.testkit;

import org.jspecify.annotations.NullMarked;
