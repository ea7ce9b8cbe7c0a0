package io.faas4j.samples.quakewatch;

import static java.util.Comparator.comparing;

import io.faas4j.source.Shard;
import io.faas4j.source.SourceSubscription;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import io.faas4j.source.StreamSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A file with an event in each line, oldest first, as a stream of one shard that is at its end: the sequence number of a record is the
 * number of its line, from 1. Nothing is ever removed, so whoever comes back reads on where it was. Safe for use by many threads.
 */
final class EventFile implements StreamSource {

    private static final String SHARD = "lines";

    private final Path file;
    private final List<String> lines;

    private EventFile(Path file, List<String> lines) {
        this.file = file;
        this.lines = lines;
    }

    /** Opens a file, which is written first if it is not there: whole, or not at all. */
    static EventFile open(Path file, List<SeismicEvent> events) throws IOException {
        try {
            return new EventFile(file, Files.readAllLines(file));
        } catch (NoSuchFileException isNew) {
            List<String> lines = events.stream()
                    .sorted(comparing(SeismicEvent::time))
                    .map(event -> new String(EventJson.write(event), StandardCharsets.UTF_8))
                    .toList();
            Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
            Files.write(unfinished, lines);
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return new EventFile(file, lines);
        }
    }

    int size() {
        return lines.size();
    }

    @Override
    public String arn() {
        return "arn:faas4j:file:::" + file.getFileName();
    }

    @Override
    public Kind kind() {
        return Kind.RECORDS;
    }

    @Override
    public List<Shard> shards() {
        return List.of(new Shard(SHARD, List.of()));
    }

    @Override
    public StreamPage read(String shardId, StreamPosition from, int limit) {
        int first = firstLine(from);
        int end = Math.min(lines.size(), first - 1 + limit);
        List<StreamRecord> records = new ArrayList<>();
        for (int line = first; line <= end; line++) {
            records.add(record(line));
        }
        return end == lines.size()
                ? StreamPage.last(records)
                : StreamPage.of(records, StreamPosition.after(Integer.toString(end)), Duration.ZERO);
    }

    private int firstLine(StreamPosition from) {
        if (from instanceof StreamPosition.At at) {
            return Integer.parseInt(at.sequenceNumber());
        }
        if (from instanceof StreamPosition.After after) {
            return Integer.parseInt(after.sequenceNumber()) + 1;
        }
        if (from.equals(StreamPosition.trimHorizon())) {
            return 1;
        }
        throw new IllegalArgumentException("a file is read from a line on, not from " + from);
    }

    private StreamRecord record(int line) {
        byte[] json = lines.get(line - 1).getBytes(StandardCharsets.UTF_8);
        SeismicEvent event = EventJson.read(json);
        return new StreamRecord(Integer.toString(line), event.network(), json, event.time());
    }

    @Override
    public Optional<SourceSubscription> listen(StreamListener listener) {
        return Optional.of(() -> {});
    }
}
