/**
 * Event source mappings: what a queue or a stream must do so that functions can be mapped to it, and what a mapped function
 * receives and answers.
 */
@NullMarked
package io.faas4j.source;

import org.jspecify.annotations.NullMarked;
