/**
 * Where accepted events are until they have ended: the queue as the asynchronous invoker sees it, and its implementation
 * in memory. Each event has one owner at any time, the queue or a batch that somebody claimed, and changes it by one
 * operation that cannot be half done.
 */
@NullMarked
package io.faas4j.async.queue;

import org.jspecify.annotations.NullMarked;
