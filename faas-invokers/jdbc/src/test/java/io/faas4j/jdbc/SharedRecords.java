package io.faas4j.jdbc;

import io.faas4j.source.Shard;
import io.faas4j.source.SourceSubscription;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import io.faas4j.source.StreamSource;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A stream that all processes see, as its records are a matter of time: in each shard one comes every few milliseconds, with the
 * numbers from 1 on.
 *
 * @param since when the first came
 */
record SharedRecords(Instant since) implements StreamSource {

    static final int SHARDS = 6;

    private static final int MILLIS_APART = 20;

    @Override
    public String arn() {
        return "arn:aws:kinesis:eu-central-1:123456789012:stream/shared";
    }

    @Override
    public Kind kind() {
        return Kind.RECORDS;
    }

    @Override
    public List<Shard> shards() {
        return IntStream.range(0, SHARDS)
                .mapToObj(number -> new Shard("shard-" + number, List.of()))
                .toList();
    }

    @Override
    public StreamPage read(String shardId, StreamPosition from, int limit) {
        Instant now = Instant.now();
        long newest = Duration.between(since, now).toMillis() / MILLIS_APART;
        long last = from instanceof StreamPosition.After after
                ? new BigInteger(after.sequenceNumber()).longValueExact()
                : 0;
        List<StreamRecord> records = new ArrayList<>();
        while (records.size() < limit && last < newest) {
            last++;
            String number = Long.toString(last);
            records.add(new StreamRecord(
                    number, shardId, number.getBytes(StandardCharsets.UTF_8), since.plusMillis(last * MILLIS_APART)));
        }
        Duration behind = Duration.ofMillis((newest - last) * MILLIS_APART);
        return StreamPage.of(records, StreamPosition.after(Long.toString(last)), behind);
    }

    @Override
    public Optional<String> trimHorizon(String shardId) {
        return Optional.of("1");
    }

    @Override
    public Optional<SourceSubscription> listen(StreamListener listener) {
        return Optional.empty();
    }
}
