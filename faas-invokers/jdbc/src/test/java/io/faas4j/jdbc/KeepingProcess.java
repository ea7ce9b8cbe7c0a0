package io.faas4j.jdbc;

import io.faas4j.Faas;
import io.faas4j.event.DestinationRef;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.TypeRef;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.Shard;
import io.faas4j.source.SourceSubscription;
import io.faas4j.source.StreamBatch;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamRecord;
import io.faas4j.source.StreamSource;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives up the records of a stream without end, as fast as it can until it is killed, and keeps them as dead letters. */
final class KeepingProcess {

    static final String FUNCTION = "work";
    static final String MAPPING = "endless";

    private KeepingProcess() {}

    /** The file. */
    public static void main(String[] args) throws Exception {
        Faas faas = Faas.builder().durable(JdbcStore.embedded(Path.of(args[0]))).build();
        faas.deploy(FunctionDefinition.builder(
                        FUNCTION, new TypeRef<StreamBatch<String>>() {}, TypeRef.of(BatchResponse.class))
                .handler((batch, context) -> {
                    throw new IllegalStateException("never");
                })
                .build());
        faas.map(new Endless())
                .to(FUNCTION)
                .name(MAPPING)
                .startingPosition(StreamPosition.trimHorizon())
                .batchSize(3)
                .maximumRetryAttempts(0)
                .onFailure(DestinationRef.deadLetters())
                .start();
        Child.say("ready");
        Thread.currentThread().join();
    }

    /** Its records have the numbers from 1 on. */
    private static final class Endless implements StreamSource {

        @Override
        public String arn() {
            return "arn:aws:kinesis:eu-central-1:123456789012:stream/endless";
        }

        @Override
        public Kind kind() {
            return Kind.RECORDS;
        }

        @Override
        public List<Shard> shards() {
            return List.of(new Shard("shardId-000000000000", List.of()));
        }

        @Override
        public StreamPage read(String shardId, StreamPosition from, int limit) {
            BigInteger last = from instanceof StreamPosition.After after
                    ? new BigInteger(after.sequenceNumber())
                    : BigInteger.ZERO;
            List<StreamRecord> records = new ArrayList<>();
            for (int i = 0; i < limit; i++) {
                last = last.add(BigInteger.ONE);
                records.add(new StreamRecord(
                        last.toString(), "key", last.toString().getBytes(StandardCharsets.UTF_8), Instant.now()));
            }
            return StreamPage.of(records, StreamPosition.after(last.toString()), Duration.ZERO);
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
}
