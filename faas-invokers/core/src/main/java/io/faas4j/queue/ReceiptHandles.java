package io.faas4j.queue;

import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import io.faas4j.source.QueueMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    /** Six for each character. */
    private static final int ORDER_BITS = 6 * (SLOT - ORDER);

    private final byte[] tag = new byte[ORDER];

    /** @param random tells the handles of one queue from those of another */
    ReceiptHandles(long random) {
        write(tag, 0, ORDER, random);
    }

    /** That of the message in an entry that has a place. */
    Receipt receipt(Entry entry, long place, int receiveCount) {
        return new Receipt(this, entry, place, entry.slot, receiveCount);
    }

    String text(Receipt receipt) {
        return text(receipt.order(), receipt.slot(), receipt.receiveCount());
    }

    /** Of a message in a store, which has no slot: what its place has too many bits for is in there. */
    String text(long place, int receiveCount) {
        return text(place, (int) (place >>> ORDER_BITS), receiveCount);
    }

    /** The place of a message in a store. */
    static long place(Receipt receipt) {
        return (long) receipt.slot() << ORDER_BITS | receipt.order();
    }

    private String text(long order, int slot, int receiveCount) {
        byte[] text = new byte[LENGTH];
        System.arraycopy(tag, 0, text, 0, ORDER);
        write(text, ORDER, SLOT, order);
        write(text, SLOT, COUNT, slot);
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
     * Reads a text that may be a handle of this queue's.
     *
     * @throws QueueException otherwise (rule QUEUE-54)
     */
    Receipt require(String handle) {
        if (handle.length() != LENGTH) {
            throw invalid(handle);
        }
        for (int i = 0; i < LENGTH; i++) {
            char letter = handle.charAt(i);
            if (letter >= VALUES.length || VALUES[letter] < 0 || (i < ORDER && letter != tag[i])) {
                throw invalid(handle);
            }
        }
        return new Receipt(this, null, read(handle, ORDER, SLOT), (int) read(handle, SLOT, COUNT), (int)
                read(handle, COUNT, LENGTH));
    }

    /** The receipt of a message that was received here. */
    private Receipt receiptOf(QueueMessage message) {
        return message.receipt() instanceof Receipt own && own.isFrom(this) ? own : require(message.receiptHandle());
    }

    /** Those of messages that were received here. */
    List<Receipt> receiptsOf(List<QueueMessage> messages) {
        List<Receipt> receipts = new ArrayList<>(messages.size());
        for (QueueMessage message : messages) {
            receipts.add(receiptOf(message));
        }
        return receipts;
    }

    static QueueException invalid(String handle) {
        return new QueueException(
                Reason.RECEIPT_HANDLE_IS_INVALID,
                "The input receipt handle \"%s\" is not a valid receipt handle.".formatted(handle));
    }

    private static long read(String handle, int from, int to) {
        long value = 0;
        for (int i = from; i < to; i++) {
            value = value << 6 | VALUES[handle.charAt(i)];
        }
        return value;
    }
}
