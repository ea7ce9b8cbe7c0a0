package io.faas4j.async;

import io.faas4j.async.queue.FunctionQueue;
import io.faas4j.async.queue.Letter;
import io.faas4j.async.queue.Redrive;
import io.faas4j.error.InvalidRequestContentException;
import io.faas4j.error.RequestTooLargeException;
import io.faas4j.error.ResourceNotFoundException;
import io.faas4j.error.ValidationException;
import io.faas4j.event.DeadLetter;
import io.faas4j.event.EventCondition;
import io.faas4j.function.FunctionRef;
import io.faas4j.runtime.context.Revision;
import io.faas4j.runtime.dispatch.EventSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The events that failed and have nowhere to go, and those of which a destination could not be told, until an operator has
 * decided about each: it is redriven, given up, or purged. Among them are batches of records that event source mappings of
 * streams gave up, if those are set to keep them. Safe for use by many threads.
 */
public final class DeadLetters {

    private static final int PAGE = 500;

    private final AsyncInvoker events;

    DeadLetters(AsyncInvoker events) {
        this.events = events;
    }

    // ---- looking ---------------------------------------------------------------------------------------------------

    /**
     * Dead letters, by function, and those of one function in the order in which they died.
     *
     * @param filter which
     */
    public List<DeadLetter> list(DeadLetterFilter filter) {
        return list(filter, Integer.MAX_VALUE);
    }

    /**
     * As {@link #list(DeadLetterFilter)}, the first ones only.
     *
     * @param filter which
     * @param limit how many at most, 1 or more
     * @throws ValidationException at {@code limit} if it is not
     */
    public List<DeadLetter> list(DeadLetterFilter filter, int limit) {
        if (limit < 1) {
            throw ValidationException.of("limit", limit, "Member must have value greater than or equal to 1");
        }
        List<DeadLetter> found = new ArrayList<>();
        for (FunctionQueue queue : events.queues()) {
            if (filter.takesFunction(queue.function())) {
                forEach(queue, letter -> {
                    DeadLetter shown = shown(letter);
                    if (filter.takes(shown)) {
                        found.add(shown);
                    }
                    return found.size() < limit;
                });
            }
        }
        return List.copyOf(found.size() > limit ? found.subList(0, limit) : found);
    }

    /**
     * One dead letter.
     *
     * @param requestId the event's
     */
    public Optional<DeadLetter> find(UUID requestId) {
        return events.queues().stream()
                .flatMap(queue -> queue.letter(requestId).stream())
                .findFirst()
                .map(this::shown);
    }

    private static void forEach(FunctionQueue queue, Predicate<Letter> seen) {
        long after = 0;
        while (true) {
            List<Letter> page = queue.letters(after, PAGE);
            for (Letter letter : page) {
                if (!seen.test(letter)) {
                    return;
                }
                after = letter.position();
            }
            if (page.size() < PAGE) {
                return;
            }
        }
    }

    private DeadLetter shown(Letter letter) {
        return new DeadLetter(
                letter.requestId(),
                letter.target().function(),
                letter.delivery().condition(),
                events.json(letter.payload()),
                events.instant(letter.acceptedNanos()),
                events.instant(letter.diedNanos()),
                letter.attempts(),
                letter.throttles(),
                letter.delivery().undelivered(),
                letter.delivery().lastError(),
                letter.extras().origin() == null
                        ? null
                        : letter.extras().origin().failure());
    }

    // ---- deciding --------------------------------------------------------------------------------------------------

    /**
     * Changes the event of a dead letter, for its next attempts.
     *
     * @param requestId the event's
     * @param json what it is to be
     * @return false if there is no such letter
     * @throws InvalidRequestContentException if it is not JSON
     * @throws RequestTooLargeException if it is over 1 MB, in UTF-8; over 6 MB for records of a stream
     */
    public boolean edit(UUID requestId, String json) {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        boolean isBatch = events.queues().stream()
                .flatMap(queue -> queue.letter(requestId).stream())
                .anyMatch(letter -> letter.extras().origin() != null);
        events.requireEvent(bytes, isBatch);
        return events.queues().stream().anyMatch(queue -> queue.edit(requestId, bytes));
    }

    /**
     * Sends one dead letter on its way again, at once and to where it was sent at first: the function is invoked anew, with new
     * attempts and a new age and the same request id; if it had succeeded, only its record is delivered. Records of a stream
     * are one asynchronous event from then on, whatever else the stream has; it fails also if the mapping looked at answers and
     * the function reports one of the records, and is then tried again whole.
     *
     * @param requestId the event's
     * @return false if there is no such letter, or no room for it
     * @throws ResourceNotFoundException if its function or qualifier was deleted (rule ID-7)
     */
    public boolean redrive(UUID requestId) {
        for (FunctionQueue queue : events.queues()) {
            Letter letter = queue.letter(requestId).orElse(null);
            if (letter != null) {
                Redrive again = redrive(letter, RedriveOptions.AT_ONCE, events.now());
                return events.redrive(queue, List.of(again), !isDelivery(letter)) == 1;
            }
        }
        return false;
    }

    /**
     * Sends dead letters on their way again, see {@link #redrive(UUID)}.
     *
     * @param filter which
     * @param options how fast, and where to
     * @return how many; those stay for which there is no room, or whose own function or qualifier was deleted
     * @throws ResourceNotFoundException if the options name a qualifier that one of their functions has not (rule ID-7)
     */
    public int redrive(DeadLetterFilter filter, RedriveOptions options) {
        int gone = 0;
        long due = events.now();
        for (FunctionQueue queue : events.queues()) {
            if (!filter.takesFunction(queue.function())) {
                continue;
            }
            List<Letter> letters = new ArrayList<>();
            List<Redrive> redrives = new ArrayList<>();
            for (Letter letter : all(queue, filter)) {
                Redrive again = redriveIfThere(letter, options, due);
                if (again != null) {
                    letters.add(letter);
                    redrives.add(again);
                    due += options.interval();
                }
            }
            // In their order, which decides when there is no room for all of them.
            for (int from = 0, to = 1; to <= letters.size(); to++) {
                if (to == letters.size() || isDelivery(letters.get(to)) != isDelivery(letters.get(from))) {
                    gone += events.redrive(queue, redrives.subList(from, to), !isDelivery(letters.get(from)));
                    from = to;
                }
            }
        }
        return gone;
    }

    /** Whether its function had succeeded. */
    private static boolean isDelivery(Letter letter) {
        return letter.delivery().condition() == EventCondition.SUCCESS;
    }

    /** Null if it leads nowhere any more; where the operator wants to have it must be there. */
    private @Nullable Redrive redriveIfThere(Letter letter, RedriveOptions options, long due) {
        try {
            return redrive(letter, options, due);
        } catch (ResourceNotFoundException deleted) {
            if (options.qualifier() != null) {
                throw deleted;
            }
            return null;
        }
    }

    private Redrive redrive(Letter letter, RedriveOptions options, long due) {
        if (isDelivery(letter)) {
            return new Redrive(letter.requestId(), letter.target(), null, due);
        }
        FunctionRef sent = letter.target().function();
        Address address = events.address(options.qualifier() == null ? sent : sent.withQualifier(options.qualifier()));
        return new Redrive(letter.requestId(), address, version(address, letter), due);
    }

    private @Nullable String version(Address address, Letter letter) {
        EventSource source = address.route().ofJson();
        Revision drawn = source.draw(letter.extras().tenantId());
        return events.keepsVersion() ? drawn.version() : null;
    }

    /**
     * Takes dead letters out for good: nobody will handle them.
     *
     * @param filter which
     * @return how many
     */
    public int giveUp(DeadLetterFilter filter) {
        return end(filter, FunctionQueue::giveUp);
    }

    /**
     * As {@link #giveUp(DeadLetterFilter)}, for one.
     *
     * @param requestId the event's
     * @return false if there is no such letter
     */
    public boolean giveUp(UUID requestId) {
        return events.queues().stream()
                        .mapToInt(queue -> queue.giveUp(List.of(requestId)))
                        .sum()
                == 1;
    }

    /**
     * Deletes dead letters, as {@link #giveUp(DeadLetterFilter)} does, but counted as purged.
     *
     * @param filter which
     * @return how many
     */
    public int purge(DeadLetterFilter filter) {
        return end(filter, FunctionQueue::purge);
    }

    private int end(DeadLetterFilter filter, Ending ending) {
        ToIntFunction<FunctionQueue> each = queue -> ending.end(
                queue, all(queue, filter).stream().map(Letter::requestId).toList());
        return events.queues().stream()
                .filter(queue -> filter.takesFunction(queue.function()))
                .mapToInt(each)
                .sum();
    }

    @FunctionalInterface
    private interface Ending {
        int end(FunctionQueue queue, List<UUID> letters);
    }

    private List<Letter> all(FunctionQueue queue, DeadLetterFilter filter) {
        List<Letter> found = new ArrayList<>();
        forEach(queue, letter -> {
            if (filter.takes(shown(letter))) {
                found.add(letter);
            }
            return true;
        });
        return found;
    }
}
