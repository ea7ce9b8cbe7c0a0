/** One class per question: what does an invocation cost? */
@NullMarked
package io.faas4j.benchmarks;

import org.jspecify.annotations.NullMarked;
