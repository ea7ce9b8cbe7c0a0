/**
 * The errors of calls that Lambda would refuse: one unchecked class per Lambda error, under Lambda's name.
 *
 * <p>A handler's own failure is not among them: it is a result, see {@code io.faas4j.invocation.FunctionError}.
 */
@NullMarked
package io.faas4j.error;

import org.jspecify.annotations.NullMarked;
