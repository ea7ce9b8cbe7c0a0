/** Records of queues and streams as Lambda's JSON: the events of mapped functions (section EVT), and failure records. */
@NullMarked
package io.faas4j.mapping.event;

import org.jspecify.annotations.NullMarked;
