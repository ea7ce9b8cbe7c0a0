/** What functions, versions, aliases and reserved concurrency promise, rule by rule. */
@org.jspecify.annotations.NullMarked
package io.faas4j.functions;
