package io.faas4j.samples.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.IntStream;

/** An event of about 1 kB as JSON. */
record Order(String id, String customer, String status, long placedAt, List<Line> lines) {

    record Line(String article, String title, int quantity, double price) {}

    static Order sample() {
        List<Line> lines = IntStream.range(0, 10)
                .mapToObj(
                        i -> new Line("A-" + (1000 + i * 37), "Article number " + i + " of the order", i + 1, 9.95 * i))
                .toList();
        return new Order("2f1c9a30-7d54-4b7e-9b1a-3f0d7c55e001", "customer-4711", "placed", 1_767_225_600_000L, lines);
    }

    static byte[] sampleAsJson(ObjectMapper mapper) {
        try {
            return mapper.writeValueAsBytes(sample());
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    Order accepted() {
        return new Order(id, customer, "accepted", placedAt, lines);
    }
}
