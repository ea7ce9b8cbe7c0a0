package io.faas4j.testkit.stream;

import io.faas4j.function.ArnScope;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.source.StreamSource;
import io.faas4j.stream.DataStream;
import io.faas4j.stream.StreamEntry;
import io.faas4j.stream.StreamSettings;
import io.faas4j.stream.Streams;
import io.faas4j.testkit.contract.StreamFixture;
import io.faas4j.testkit.contract.StreamSourceContract;
import java.time.Duration;

class DataStreamContractTest extends StreamSourceContract {

    @Override
    protected StreamFixture open() {
        return new InProcess();
    }

    private static final class InProcess implements StreamFixture {

        private final VirtualTime time = VirtualTime.create();
        private final Streams streams = new Streams(ArnScope.DEFAULT, time);
        private final DataStream stream = streams.create("orders", StreamSettings.DEFAULT.shards(3));

        @Override
        public StreamSource source() {
            return stream;
        }

        @Override
        public void put(String partitionKey, String text) {
            stream.put(StreamEntry.of(partitionKey, text));
        }

        @Override
        public boolean reshard() {
            stream.updateShardCount(5);
            return true;
        }

        @Override
        public void tick() {
            time.advance(Duration.ofMillis(10));
        }

        @Override
        public void close() {
            streams.close();
        }
    }
}
