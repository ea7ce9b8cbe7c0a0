/** Published versions. */
@org.jspecify.annotations.NullMarked
package io.faas4j.functions.versions;
