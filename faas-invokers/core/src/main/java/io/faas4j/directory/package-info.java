/** Folders as sources of object notifications: messages as S3 sends them, of files that were created or removed. */
@NullMarked
package io.faas4j.directory;

import org.jspecify.annotations.NullMarked;
