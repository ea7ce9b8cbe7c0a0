/** Events for tests, from files. */
@NullMarked
package io.faas4j.testkit.event;

import org.jspecify.annotations.NullMarked;
