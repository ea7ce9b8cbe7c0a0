/**
 * What outlives the process: accepted events, dead letters and checkpoints, in a file of this process's own or on a
 * PostgreSQL that many processes share.
 */
@NullMarked
package io.faas4j.jdbc;

import org.jspecify.annotations.NullMarked;
