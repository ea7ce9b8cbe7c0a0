/** What was counted: by execution contexts for each qualifier they served, and at the door. Read when somebody asks. */
@NullMarked
package io.faas4j.runtime.tally;

import org.jspecify.annotations.NullMarked;
