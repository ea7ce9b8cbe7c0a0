/** One class per question: what does an invocation cost, and what does it take to be ready for one? */
@NullMarked
package io.faas4j.samples.benchmarks;

import org.jspecify.annotations.NullMarked;
