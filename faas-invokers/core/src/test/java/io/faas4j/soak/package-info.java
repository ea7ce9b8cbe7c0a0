/** A long mixed run, after which nothing may be left over. */
package io.faas4j.soak;
