package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The texts of receipt handles of one queue: whose they are, which place the message has, in which slot it lies, and which
 * receive of it gave the handle out. Cheap to write and to read, six bits to a character.
 */
final class ReceiptHandles {

    private static final byte[] LETTERS =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        for (byte i = 0; i < LETTERS.length; i++) {
            VALUES[LETTERS[i]] = i;
        }
    }

    private static final int ORDER = 8;
    private static final int SLOT = 16;
    private static final int COUNT = 20;
    private static final int LENGTH = 25;

    private final byte[] tag = new byte[ORDER];

    /** @param random tells the handles of one queue from those of another */
    ReceiptHandles(long random) {
        write(tag, 0, ORDER, random);
    }

    String handle(StoredMessage message, int receiveCount) {
        byte[] text = new byte[LENGTH];
        System.arraycopy(tag, 0, text, 0, ORDER);
        write(text, ORDER, SLOT, message.order);
        write(text, SLOT, COUNT, message.slot);
        write(text, COUNT, LENGTH, receiveCount);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static void write(byte[] text, int from, int to, long value) {
        long rest = value;
        for (int i = to - 1; i >= from; i--) {
            text[i] = LETTERS[(int) rest & 63];
            rest >>>= 6;
        }
    }

    /**
     * Checks that a text may be a handle of this queue's.
     *
     * @throws QueueException otherwise (rule QUEUE-54)
     */
    String require(String handle) {
        if (handle.length() != LENGTH) {
            throw invalid(handle);
        }
        for (int i = 0; i < LENGTH; i++) {
            char letter = handle.charAt(i);
            if (letter >= VALUES.length || VALUES[letter] < 0 || (i < ORDER && letter != tag[i])) {
                throw invalid(handle);
            }
        }
        return handle;
    }

    static QueueException invalid(String handle) {
        return new QueueException(
                Reason.RECEIPT_HANDLE_IS_INVALID,
                "The input receipt handle \"%s\" is not a valid receipt handle.".formatted(handle));
    }

    /** The message's place in the queue. */
    static long order(String handle) {
        return read(handle, ORDER, SLOT);
    }

    static int slot(String handle) {
        return (int) read(handle, SLOT, COUNT);
    }

    static int receiveCount(String handle) {
        return (int) read(handle, COUNT, LENGTH);
    }

    private static long read(String handle, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value << 6 | VALUES[handle.charAt(i)];
        }
        return value;
    }
}
