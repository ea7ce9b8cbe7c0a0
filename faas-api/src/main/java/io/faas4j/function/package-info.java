/**
 * What one writes, names and deploys: handlers and what they receive, definitions and configurations, references,
 * versions and aliases.
 */
@NullMarked
package io.faas4j.function;

import org.jspecify.annotations.NullMarked;
