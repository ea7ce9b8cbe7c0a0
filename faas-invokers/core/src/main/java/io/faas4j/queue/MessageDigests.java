package io.faas4j.queue;

import io.faas4j.source.MessageAttribute;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The digests by which SQS lets one check what arrived (rules QUEUE-24, QUEUE-25). They are computed when they are asked for. */
public final class MessageDigests {

    private static final int TEXT = 1;
    private static final int BINARY = 2;

    private MessageDigests() {}

    /**
     * MD5 of a body.
     *
     * @param body of a message
     * @return 32 hexadecimal digits
     */
    public static String md5OfBody(byte[] body) {
        return hex("MD5", body);
    }

    /**
     * MD5 of attributes.
     *
     * @param attributes all that the receiver got, in any order
     * @return 32 hexadecimal digits; empty if there are no attributes
     */
    public static Optional<String> md5OfAttributes(Map<String, MessageAttribute> attributes) {
        if (attributes.isEmpty()) {
            return Optional.empty();
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        new TreeMap<>(attributes).forEach((name, attribute) -> {
            write(all, utf8(name));
            write(all, utf8(attribute.dataType()));
            all.write(attribute.binaryValue().isPresent() ? BINARY : TEXT);
            write(
                    all,
                    attribute
                            .binaryValue()
                            .orElseGet(() -> utf8(attribute.stringValue().orElse(""))));
        });
        return Optional.of(hex("MD5", all.toByteArray()));
    }

    /** By what a FIFO queue knows a body (rule FIFO-2). */
    static String sha256(byte[] body) {
        return hex("SHA-256", body);
    }

    private static void write(ByteArrayOutputStream all, byte[] value) {
        all.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value.length).array());
        all.writeBytes(value);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hex(String algorithm, byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(bytes));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JVM has " + algorithm, missing);
        }
    }
}
