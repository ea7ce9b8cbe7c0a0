/** A small service that embeds functions: an HTTP front, three functions, a canary, meters, and an orderly end. */
@NullMarked
package io.faas4j.samples.service;

import org.jspecify.annotations.NullMarked;
