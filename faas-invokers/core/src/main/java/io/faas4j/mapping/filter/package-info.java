/** Filter criteria of event source mappings: which records a function is invoked with at all (section FILT). */
@NullMarked
package io.faas4j.mapping.filter;

import org.jspecify.annotations.NullMarked;
