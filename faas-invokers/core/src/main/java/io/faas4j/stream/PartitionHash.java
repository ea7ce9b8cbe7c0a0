package io.faas4j.stream;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * The hash of partition keys: MD5 of their UTF-8, as a number (rule STREAM-2). Safe for use by many threads.
 *
 * <p>Some keys seen lately are known, so that a stream with few keys computes their hashes once. Each place holds an immutable pair,
 * so that a race costs a computation and no more.
 */
final class PartitionHash {

    private static final int PLACES = 512;

    private final MessageDigest digest;
    private final @Nullable Known[] known = new Known[PLACES];

    private record Known(String partitionKey, HashKey hash) {}

    PartitionHash() {
        try {
            this.digest = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JVM has MD5", missing);
        }
    }

    HashKey of(String partitionKey) {
        int code = partitionKey.hashCode();
        int place = (code ^ (code >>> 16)) & (PLACES - 1);
        Known seen = known[place];
        if (seen != null && seen.partitionKey.equals(partitionKey)) {
            return seen.hash;
        }
        HashKey hash = compute(partitionKey);
        known[place] = new Known(partitionKey, hash);
        return hash;
    }

    private HashKey compute(String partitionKey) {
        try {
            MessageDigest copy = (MessageDigest) digest.clone();
            ByteBuffer bytes = ByteBuffer.wrap(copy.digest(partitionKey.getBytes(StandardCharsets.UTF_8)));
            return new HashKey(bytes.getLong(), bytes.getLong());
        } catch (CloneNotSupportedException unable) {
            throw new IllegalStateException("the JVM's MD5 can be cloned", unable);
        }
    }
}
