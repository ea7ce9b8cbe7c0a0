package io.faas4j.directory;

import io.faas4j.error.InvalidArgumentException;
import io.faas4j.error.ResourceInUseException;
import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.WorkerThreads;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;

/** The folders that one runtime watches. Safe for use by many threads. */
public final class Directories implements AutoCloseable {

    private final ArnScope scope;
    private final TimeSource time;
    private final RandomSource random;
    private final WorkerThreads threads;
    private final ConcurrentHashMap<String, DirectorySource> watched = new ConcurrentHashMap<>();

    /**
     * None yet.
     *
     * @param scope where they lie
     * @param time where time comes from
     * @param random where ids come from
     * @param threads where folders are looked at
     */
    public Directories(ArnScope scope, TimeSource time, RandomSource random, WorkerThreads threads) {
        this.scope = scope;
        this.time = time;
        this.random = random;
        this.threads = threads;
    }

    /**
     * Watches a folder, with default settings.
     *
     * @param root a folder that is there
     * @throws InvalidArgumentException if it is not
     * @throws ResourceInUseException if one of its name is watched already
     */
    public DirectorySource watch(Path root) {
        return watch(root, DirectorySettings.DEFAULT);
    }

    /**
     * Watches a folder.
     *
     * @param root a folder that is there
     * @param settings how
     * @return to be closed when it is not needed any more, else with the whole
     * @throws InvalidArgumentException if it is not there
     * @throws ResourceInUseException if one with that bucket's name is watched already
     */
    public DirectorySource watch(Path root, DirectorySettings settings) {
        Path folder = root.toAbsolutePath().normalize();
        if (!Files.isDirectory(folder)) {
            throw new InvalidArgumentException("%s is no folder.".formatted(folder));
        }
        Path name = folder.getFileName();
        String bucket = settings.bucket().orElse(name == null ? "root" : name.toString());
        DirectorySource source = watched.compute(bucket, (same, there) -> {
            if (there != null && !there.isClosed()) {
                throw new ResourceInUseException(
                        "The folder %s is watched under the name %s already.".formatted(there.root(), bucket));
            }
            return new DirectorySource(
                    folder, bucket, settings, scope, time, random, threads.tasks("faas-directory-" + bucket, time));
        });
        source.start();
        return source;
    }

    /** Watches no folder any more. Idempotent. */
    @Override
    public void close() {
        watched.values().forEach(DirectorySource::close);
        watched.clear();
    }
}
