/** What the library needs of a store that outlives the process; stores are artifacts of their own. */
@NullMarked
package io.faas4j.durable;

import org.jspecify.annotations.NullMarked;
