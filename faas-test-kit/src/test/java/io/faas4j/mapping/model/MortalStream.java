package io.faas4j.mapping.model;

import io.faas4j.mapping.fixture.ForwardingStream;
import io.faas4j.source.Shard;
import io.faas4j.source.SourceSubscription;
import io.faas4j.source.StreamListener;
import io.faas4j.source.StreamPage;
import io.faas4j.source.StreamPosition;
import io.faas4j.source.StreamSource;
import java.util.List;
import java.util.Optional;

/** A stream as one consumer has it. */
final class MortalStream extends ForwardingStream {

    private final Lifeline line;
    private final boolean isTelling;
    private final boolean isPlain;

    /**
     * A stream.
     *
     * @param isTelling whether it says when there is something to read; it is polled otherwise
     * @param isPlain whether it has to be read for what it keeps
     */
    MortalStream(StreamSource stream, Lifeline line, boolean isTelling, boolean isPlain) {
        super(stream);
        this.line = line;
        this.isTelling = isTelling;
        this.isPlain = isPlain;
    }

    @Override
    public List<Shard> shards() throws Exception {
        return line.call(true, stream::shards);
    }

    @Override
    public StreamPage read(String shardId, StreamPosition from, int limit) throws Exception {
        return line.call(true, () -> stream.read(shardId, from, limit));
    }

    @Override
    public Optional<String> trimHorizon(String shardId) throws Exception {
        return isPlain ? super.trimHorizon(shardId) : line.call(true, () -> stream.trimHorizon(shardId));
    }

    @Override
    public Optional<SourceSubscription> listen(StreamListener listener) {
        return isTelling ? stream.listen(whileAlive(listener)) : Optional.empty();
    }

    private StreamListener whileAlive(StreamListener listener) {
        return new StreamListener() {
            @Override
            public void available(String shardId) {
                if (!line.isCut()) {
                    listener.available(shardId);
                }
            }

            @Override
            public void resharded() {
                if (!line.isCut()) {
                    listener.resharded();
                }
            }
        };
    }
}
