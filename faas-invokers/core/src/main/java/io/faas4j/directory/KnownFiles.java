package io.faas4j.directory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a folder's files, and what is to be told after a look at them. Each version of a file is told once; what could not be
 * told is to be told again after the next look. Used by one thread at a time.
 */
final class KnownFiles {

    private final long quietNanos;
    private final int maxFiles;
    private final Map<String, Known> files = new HashMap<>();
    private boolean hasPending;
    private boolean isFull;

    KnownFiles(long quietNanos, int maxFiles) {
        this.quietNanos = quietNanos;
        this.maxFiles = maxFiles;
    }

    private static final class Known {
        /** What was told last; null for nothing, or that it is gone. */
        private @Nullable FileVersion told;

        /** What it has been since {@code restingSince}; null if that is what was told. */
        private @Nullable FileVersion resting;

        private long restingSince;
    }

    /**
     * Something to be told.
     *
     * @param created what there is now; null if the file is gone
     */
    record News(String key, @Nullable FileVersion created) {}

    /** Takes in what was found, and answers what is to be told. */
    List<News> look(Map<String, FileVersion> found, long now) {
        List<News> news = new ArrayList<>();
        hasPending = false;
        lookForRemovals(found, news);
        isFull = false;
        found.forEach((key, version) -> lookAt(key, version, now, news));
        return news;
    }

    private void lookForRemovals(Map<String, FileVersion> found, List<News> news) {
        files.entrySet().removeIf(entry -> {
            boolean isGone = !found.containsKey(entry.getKey());
            if (isGone && entry.getValue().told != null) {
                news.add(new News(entry.getKey(), null));
                return false;
            }
            return isGone;
        });
    }

    private void lookAt(String key, FileVersion version, long now, List<News> news) {
        Known file = files.get(key);
        if (file == null) {
            if (files.size() >= maxFiles) {
                isFull = true;
                return;
            }
            file = new Known();
            files.put(key, file);
        }
        if (version.equals(file.told)) {
            file.resting = null;
            return;
        }
        if (!version.equals(file.resting)) {
            file.resting = version;
            file.restingSince = now;
        }
        if (now - file.restingSince >= quietNanos) {
            news.add(new News(key, version));
        } else {
            hasPending = true;
        }
    }

    /** Notes that it was told. */
    void told(News news) {
        Known file = files.get(news.key());
        if (file == null) {
            return;
        }
        if (news.created() == null) {
            files.remove(news.key());
        } else {
            file.told = news.created();
            file.resting = null;
        }
    }

    /** Whether a file was seen that does not rest for long enough yet. */
    boolean hasPending() {
        return hasPending;
    }

    /** Whether there were files for which there is no room. */
    boolean isFull() {
        return isFull;
    }
}
