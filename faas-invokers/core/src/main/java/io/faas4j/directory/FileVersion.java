package io.faas4j.directory;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/**
 * A file as it was at one look: another one is another version of it.
 *
 * @param identity tells a file from another one that was moved in its place; null where the file system cannot
 */
record FileVersion(long size, FileTime modified, @Nullable Object identity) {

    static FileVersion of(BasicFileAttributes attributes) {
        return new FileVersion(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey());
    }
}
