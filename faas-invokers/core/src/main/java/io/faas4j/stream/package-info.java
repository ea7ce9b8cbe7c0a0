/** Streams inside the process: records that stay for their retention period, in shards that keep an order; and change logs. */
@NullMarked
package io.faas4j.stream;

import org.jspecify.annotations.NullMarked;
