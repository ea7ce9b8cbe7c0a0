package io.faas4j.samples.quakewatch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was found out so far, in a file that is only ever added to. Whatever is found out again after a kill is the same, and changes
 * nothing. Safe for use by many threads.
 */
final class Findings implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final ObjectWriter WRITER = MAPPER.writerFor(Line.class);
    private static final ObjectReader READER = MAPPER.readerFor(Line.class);

    private final OutputStream out;
    private final Map<String, Classified> byEvent = new HashMap<>();
    private final Map<String, RegionCounts> byWindow = new HashMap<>();

    /**
     * What became of an event.
     *
     * @param version that classified it
     * @param severity null if it was rejected
     */
    record Classified(String version, @Nullable Severity severity) {}

    /**
     * A line of the file: an event or a window.
     *
     * @param event its id; null for a window
     * @param classified null for a window
     * @param window its start; null for an event
     * @param counts null for an event
     */
    record Line(
            @Nullable String event,
            @Nullable Classified classified,
            @Nullable String window,
            @Nullable RegionCounts counts) {}

    private Findings(OutputStream out) {
        this.out = out;
    }

    /** Reads what there is; the process before may have been killed in the middle of a line. */
    static Findings open(Path file) throws IOException {
        List<String> lines = Files.exists(file) ? Files.readAllLines(file) : List.of();
        Findings findings =
                new Findings(Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        if (!lines.isEmpty()) {
            findings.out.write('\n');
        }
        lines.forEach(findings::readLine);
        return findings;
    }

    private void readLine(String json) {
        try {
            if (!json.isEmpty()) {
                keep(READER.readValue(json));
            }
        } catch (JsonProcessingException torn) {
            // Its event comes again: nothing was told that it was done.
        }
    }

    void classified(SeismicEvent event, Classified as) {
        add(new Line(event.id(), as, null, null));
    }

    void counted(String window, RegionCounts counts) {
        add(new Line(null, null, window, counts));
    }

    private synchronized void add(Line line) {
        try {
            // In one piece: it is the system's from then on, whatever becomes of this process.
            out.write((WRITER.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        keep(line);
    }

    private void keep(Line line) {
        if (line.event() != null && line.classified() != null) {
            byEvent.put(line.event(), line.classified());
        } else if (line.window() != null && line.counts() != null) {
            byWindow.put(line.window(), line.counts());
        }
    }

    /** How many events were classified. */
    synchronized int events() {
        return byEvent.size();
    }

    /** How many windows were counted. */
    synchronized int windows() {
        return byWindow.size();
    }

    /** How many events each version has classified. */
    synchronized Map<String, Long> byVersion() {
        Map<String, Long> counts = new TreeMap<>();
        byEvent.values().forEach(each -> counts.merge(each.version(), 1L, Long::sum));
        return counts;
    }

    /** How many events are of each severity. */
    synchronized Map<Severity, Long> bySeverity() {
        Map<Severity, Long> counts = new TreeMap<>();
        byEvent.values().stream().map(Classified::severity).forEach(severity -> {
            if (severity != null) {
                counts.merge(severity, 1L, Long::sum);
            }
        });
        return counts;
    }

    /** All windows together. */
    synchronized RegionCounts regions() {
        return byWindow.values().stream().reduce(RegionCounts.NONE, RegionCounts::plus);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
