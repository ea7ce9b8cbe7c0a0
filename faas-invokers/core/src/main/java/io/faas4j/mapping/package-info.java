/**
 * Event source mappings: functions are mapped to queues and streams, and invoked with batches of their records; each record is
 * settled by Lambda's rules (sections ESM, ESM-SQS, ESM-STREAM).
 */
@NullMarked
package io.faas4j.mapping;

import org.jspecify.annotations.NullMarked;
