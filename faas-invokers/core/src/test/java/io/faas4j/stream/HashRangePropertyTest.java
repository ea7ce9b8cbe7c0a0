package io.faas4j.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.VirtualTime;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Hash keys are numbers of 128 bits, and the open shards divide all of them, each once. */
class HashRangePropertyTest {

    private static final BigInteger COUNT = BigInteger.ONE.shiftLeft(128);

    private static BigInteger any(SplittableRandom random) {
        byte[] bytes = new byte[1 + random.nextInt(16)];
        random.nextBytes(bytes);
        return new BigInteger(1, bytes);
    }

    @RepeatedTest(20)
    @Rule("STREAM-2")
    void a_hash_key_behaves_as_its_number(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        for (int i = 0; i < 1_000; i++) {
            BigInteger a = any(random);
            BigInteger b = random.nextInt(4) == 0 ? a : any(random);
            HashKey key = HashKey.of(a);

            assertThat(key.toBigInteger()).isEqualTo(a);
            assertThat(HashKey.parse("key", a.toString())).isEqualTo(key);
            assertThat(Integer.signum(key.compareTo(HashKey.of(b)))).isEqualTo(a.compareTo(b));
            assertThat(key.equals(HashKey.of(b))).isEqualTo(a.equals(b));
            if (a.signum() > 0) {
                assertThat(key.previous().toBigInteger()).isEqualTo(a.subtract(BigInteger.ONE));
            }
        }
    }

    @RepeatedTest(20)
    @Rule({"STREAM-2", "STREAM-30", "STREAM-31"})
    void each_hash_key_belongs_to_one_open_shard_whatever_was_split_and_merged(RepetitionInfo repetition) {
        SplittableRandom random = new SplittableRandom(repetition.getCurrentRepetition());
        DataStream stream = new Streams(ArnScope.DEFAULT, VirtualTime.create())
                .create("s", StreamSettings.DEFAULT.shards(1 + random.nextInt(9)));
        for (int step = 0; step < 30; step++) {
            reshard(stream, random);
            List<ShardDescription> open = open(stream);
            assertThat(open.get(0).startingHashKey()).isEqualTo(BigInteger.ZERO);
            assertThat(open.get(open.size() - 1).endingHashKey()).isEqualTo(COUNT.subtract(BigInteger.ONE));
            for (int i = 1; i < open.size(); i++) {
                assertThat(open.get(i).startingHashKey())
                        .isEqualTo(open.get(i - 1).endingHashKey().add(BigInteger.ONE));
            }
            assertGoesWhereItBelongs(stream, open, any(random));
        }
    }

    private static void reshard(DataStream stream, SplittableRandom random) {
        List<ShardDescription> open = open(stream);
        int any = random.nextInt(open.size());
        ShardDescription shard = open.get(any);
        BigInteger width = shard.endingHashKey().subtract(shard.startingHashKey());
        if (random.nextBoolean() && width.bitLength() > 3) {
            BigInteger at =
                    shard.startingHashKey().add(BigInteger.TWO).add(any(random).mod(width.subtract(BigInteger.TWO)));
            stream.splitShard(shard.shardId(), at.toString());
        } else if (any > 0) {
            stream.mergeShards(shard.shardId(), open.get(any - 1).shardId());
        }
    }

    private static void assertGoesWhereItBelongs(DataStream stream, List<ShardDescription> open, BigInteger key) {
        String shardId = stream.put(StreamEntry.of("a", "1").explicitHashKey(key.toString()))
                .shardId();
        assertThat(open)
                .filteredOn(shard ->
                        shard.startingHashKey().compareTo(key) <= 0 && key.compareTo(shard.endingHashKey()) <= 0)
                .extracting(ShardDescription::shardId)
                .containsExactly(shardId);
    }

    private static List<ShardDescription> open(DataStream stream) {
        return stream.describeShards().stream()
                .filter(ShardDescription::isOpen)
                .sorted((a, b) -> a.startingHashKey().compareTo(b.startingHashKey()))
                .toList();
    }

    @Test
    @Rule("STREAM-2")
    void the_hash_of_a_partition_key_is_its_md5() throws NoSuchAlgorithmException {
        PartitionHash hash = new PartitionHash();
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 3_000; i++) {
                String key = "schlüssel-" + i;
                byte[] digest = MessageDigest.getInstance("MD5").digest(key.getBytes(StandardCharsets.UTF_8));
                assertThat(hash.of(key).toBigInteger()).isEqualTo(new BigInteger(1, digest));
            }
        }
    }
}
