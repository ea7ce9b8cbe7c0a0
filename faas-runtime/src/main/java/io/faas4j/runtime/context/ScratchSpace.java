package io.faas4j.runtime.context;

import io.faas4j.runtime.failures.FailureLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The scratch directories of one runtime, each made when first asked for and deleted with its context (rule CTX-8). */
final class ScratchSpace {

    private static final Logger log = LoggerFactory.getLogger(ScratchSpace.class);

    private final @Nullable Path below;
    private @Nullable Path root;

    /**
     * No directories yet.
     *
     * @param below where to make them; null for the system's temporary directory
     */
    ScratchSpace(@Nullable Path below) {
        this.below = below;
    }

    synchronized Path create(ExecutionContext context) {
        try {
            return Files.createDirectory(
                    root().resolve(context.pool().revision().functionName() + "-" + context.number()));
        } catch (IOException e) {
            throw new UncheckedIOException("no scratch directory for " + context, e);
        }
    }

    private Path root() throws IOException {
        Path made = root;
        if (made == null) {
            if (below == null) {
                made = Files.createTempDirectory("faas4j-");
            } else {
                Files.createDirectories(below);
                made = Files.createTempDirectory(below, "faas4j-");
            }
            root = made;
        }
        return made;
    }

    /** Deletes a directory with all that is in it; what cannot be deleted is logged and left. */
    static void delete(Path directory) {
        try {
            Files.walkFileTree(directory, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                        throws IOException {
                    Files.delete(visited);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            FailureLog.warn(log, "Scratch directory {} could not be deleted", directory, e);
        }
    }

    synchronized void close() {
        Path made = root;
        if (made != null && Files.exists(made)) {
            delete(made);
        }
        root = null;
    }
}
