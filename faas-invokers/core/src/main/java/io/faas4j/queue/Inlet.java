package io.faas4j.queue;

import io.faas4j.runtime.context.CurrentInvocation;
import io.faas4j.runtime.context.InvocationContext;
import io.faas4j.runtime.context.Lineage;
import io.faas4j.runtime.context.RequestIds;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.TimeSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes of what is sent what is stored, or refuses it (rules QUEUE-20 to QUEUE-27, FIFO-1, FIFO-2). Needs no lock. */
final class Inlet {

    private static final Duration LONGEST_DELAY = Duration.ofMinutes(15);
    private static final int LONGEST_ID = 128;

    private final boolean isFifo;
    private final Map<String, String> systemAttributes;
    private final TimeSource time;
    private final RandomSource random;

    Inlet(boolean isFifo, String account, TimeSource time, RandomSource random) {
        this.isFifo = isFifo;
        this.systemAttributes = Map.of("SenderId", account);
        this.time = time;
        this.random = random;
    }

    /** Checks a message that is sent at a time: one for all of a batch, since looking at a clock takes as long as all else. */
    StoredMessage check(NewMessage message, Terms terms, Instant sentAt, long sentNanos) {
        BodyText.check(message.body());
        var checked = AttributeChecks.copyOf(message.attributes());
        checkSize(message.body().length + AttributeChecks.size(checked), terms);
        return new StoredMessage(
                new MessageId(RequestIds.nextHigh(random), RequestIds.nextLow(random)),
                message.body(),
                checked,
                systemAttributes(traceHeader(message.traceHeader())),
                groupId(message.groupId()),
                deduplicationId(message, terms.attributes),
                delayNanos(message.delay()),
                sentAt,
                sentNanos);
    }

    private static void checkSize(long bytes, Terms terms) {
        if (bytes > terms.maximumMessageSize) {
            throw Refusals.invalid("One or more parameters are invalid. Reason: Message must be shorter than %d bytes."
                    .formatted(terms.maximumMessageSize));
        }
    }

    /**
     * Checks messages that are sent together, and packs them.
     *
     * @return null if that cannot be, since one of them is more than its body: then each is to be checked for itself
     */
    @Nullable
    Parcels pack(List<NewMessage> messages, Terms terms, Instant sentAt, long sentNanos) {
        if (isFifo || messages.size() < 2) {
            return null;
        }
        Parcels parcels = new Parcels(messages.size());
        Map<String, String> shared = systemAttributes(traceHeader(null));
        Iterator<NewMessage> next = messages.iterator();
        for (int from = 0; from < messages.size(); from += Parcel.MOST) {
            byte[][] bodies = new byte[Math.min(Parcel.MOST, messages.size() - from)][];
            for (int i = 0; i < bodies.length; i++) {
                NewMessage message = next.next();
                if (!message.isBodyOnly()) {
                    return null;
                }
                BodyText.check(message.body());
                checkSize(message.body().length, terms);
                bodies[i] = message.body();
            }
            parcels.add(new Parcel(
                    bodies, shared, RequestIds.nextHigh(random), RequestIds.nextLow(random), sentAt, sentNanos));
        }
        return parcels;
    }

    private Map<String, String> systemAttributes(@Nullable String traceHeader) {
        return traceHeader == null ? systemAttributes : with(SystemAttributes.TRACE_HEADER, traceHeader);
    }

    /** With the chain of invocations that it belongs to if a handler sends it (rule REC-3). */
    private static @Nullable String traceHeader(@Nullable String own) {
        InvocationContext sender = CurrentInvocation.ofThread().get();
        return sender == null ? own : Lineage.header(own, sender.chain());
    }

    private Map<String, String> with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(systemAttributes);
        more.put(name, value);
        return Map.copyOf(more);
    }

    private @Nullable String groupId(@Nullable String id) {
        if (id == null) {
            if (isFifo) {
                throw Refusals.missing("MessageGroupId");
            }
            return null;
        }
        return id("MessageGroupId", id);
    }

    private @Nullable String deduplicationId(NewMessage message, QueueAttributes attributes) {
        String id = message.deduplicationId();
        if (!isFifo) {
            if (id != null) {
                throw Refusals.notForThisKind("MessageDeduplicationId", id);
            }
            return null;
        }
        if (id != null) {
            return id("MessageDeduplicationId", id);
        }
        if (!attributes.contentBasedDeduplication()) {
            throw Refusals.invalid("The queue should either have ContentBasedDeduplication enabled or "
                    + "MessageDeduplicationId provided explicitly");
        }
        return MessageDigests.sha256(message.body());
    }

    static String id(String parameter, String id) {
        boolean isValid = !id.isEmpty() && id.length() <= LONGEST_ID;
        for (int i = 0; isValid && i < id.length(); i++) {
            isValid = id.charAt(i) > ' ' && id.charAt(i) <= '~';
        }
        if (!isValid) {
            throw Refusals.invalid(
                    parameter,
                    id,
                    parameter + " can only include alphanumeric and punctuation characters. 1 to 128 in length.");
        }
        return id;
    }

    private long delayNanos(@Nullable Duration delay) {
        if (delay == null || (isFifo && delay.isZero())) {
            return -1;
        }
        if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
            throw Refusals.invalid("DelaySeconds", Refusals.shown(delay), "DelaySeconds must be >= 0 and <= 900.");
        }
        if (isFifo) {
            throw Refusals.notForThisKind("DelaySeconds", Refusals.shown(delay));
        }
        return delay.toNanos();
    }

    // ---- what comes from another queue -----------------------------------------------------------------------------

    /**
     * What becomes of a message in its dead-letter queue (rules QUEUE-72, QUEUE-74, FIFO-20).
     *
     * @param message out of its queue
     * @param source that queue's ARN
     */
    StoredMessage deadLetter(StoredMessage message, String source) {
        StoredMessage letter = new StoredMessage(
                message.id,
                message.body,
                message.attributes,
                withSource(message.systemAttributes, source),
                message.groupId,
                isKnownByBody(message.deduplicationId, message.body) ? message.id.toString() : message.deduplicationId,
                0,
                isFifo ? time.now() : message.sentAt,
                isFifo ? time.nanoTime() : message.sentNanos);
        letter.receiveCount = message.receiveCount;
        letter.firstReceivedAt = message.firstReceivedAt;
        return letter;
    }

    /** The same, of a message in a store. */
    static KeptMessage deadLetter(KeptMessage message, String source) {
        return new KeptMessage(
                message.id(),
                message.body(),
                message.attributes(),
                withSource(message.systemAttributes(), source),
                message.groupId(),
                isKnownByBody(message.deduplicationId(), message.body())
                        ? message.id().toString()
                        : message.deduplicationId());
    }

    private static boolean isKnownByBody(@Nullable String deduplicationId, byte[] body) {
        return deduplicationId != null && deduplicationId.equals(MessageDigests.sha256(body));
    }

    private static Map<String, String> withSource(Map<String, String> systemAttributes, String source) {
        Map<String, String> more = new LinkedHashMap<>(systemAttributes);
        more.put(SystemAttributes.DEAD_LETTER_SOURCE, source);
        return Map.copyOf(more);
    }

    /**
     * What becomes of a dead letter that is moved on: a new message (rule QUEUE-79). It has no chain of invocations any more: who
     * moves it has seen to it that it goes in no circle.
     */
    StoredMessage redriven(StoredMessage letter) {
        return new StoredMessage(
                new MessageId(RequestIds.nextHigh(random), RequestIds.nextLow(random)),
                letter.body,
                letter.attributes,
                redrivenAttributes(letter.systemAttributes),
                letter.groupId,
                letter.deduplicationId,
                -1,
                time.now(),
                time.nanoTime());
    }

    /** The same, of a message in a store. */
    KeptMessage redriven(KeptMessage letter) {
        return new KeptMessage(
                RequestIds.next(random),
                letter.body(),
                letter.attributes(),
                redrivenAttributes(letter.systemAttributes()),
                letter.groupId(),
                letter.deduplicationId());
    }

    private Map<String, String> redrivenAttributes(Map<String, String> ofLetter) {
        return systemAttributes(Lineage.without(ofLetter.get(SystemAttributes.TRACE_HEADER)));
    }
}
