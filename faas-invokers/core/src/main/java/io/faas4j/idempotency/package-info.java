/**
 * Handlers that may safely be invoked more than once with the same event: the first result is kept, and answered again. The rules
 * are those of the idempotency utility of Powertools for AWS Lambda.
 */
@NullMarked
package io.faas4j.idempotency;

import org.jspecify.annotations.NullMarked;
