/**
 * What is to become of a batch, decided by values alone: what the handler's answer says of it, what is tried again, split or
 * given up, and which window it belongs to. No threads, no clocks, no input or output.
 */
@NullMarked
package io.faas4j.mapping.batch;

import org.jspecify.annotations.NullMarked;
