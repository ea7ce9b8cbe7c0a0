package io.faas4j.queue;

import io.faas4j.error.FaasException;
import io.faas4j.error.QueueException;
import io.faas4j.error.QueueException.Reason;
import io.faas4j.error.QueueFullException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Batches as SQS has them: checked as a whole, then each entry for itself, all in one step (section 5.5 of the rules). */
final class Batches {

    private static final long MOST_BYTES = 1_048_576;

    private final String queue;
    private final QueueBody body;

    Batches(String queue, QueueBody body) {
        this.queue = queue;
        this.body = body;
    }

    BatchResult<SentMessage> send(List<BatchEntry<NewMessage>> entries) {
        Requests.checkBatch(entries);
        long bytes = entries.stream().mapToLong(entry -> entry.value().size()).sum();
        if (bytes > MOST_BYTES) {
            throw new QueueException(
                    Reason.BATCH_REQUEST_TOO_LONG,
                    "Batch requests cannot be longer than %d bytes. You have sent %d bytes."
                            .formatted(MOST_BYTES, bytes));
        }
        return apply(entries, body::check, checked -> {
            List<Outcome<SentMessage>> outcomes = new ArrayList<>();
            for (SentMessage sent : body.sendEach(checked)) {
                outcomes.add(new Outcome<>(sent, sent == null ? full() : null));
            }
            return outcomes;
        });
    }

    private QueueFullException full() {
        return new QueueFullException(queue, body.terms().attributes.capacity());
    }

    BatchResult<String> delete(List<BatchEntry<String>> entries) {
        Requests.checkBatch(entries);
        return apply(entries, body.handles()::require, receipts -> outcomes(texts(receipts), body.delete(receipts)));
    }

    BatchResult<String> changeVisibility(List<BatchEntry<VisibilityChange>> entries) {
        Requests.checkBatch(entries);
        return apply(
                entries,
                change -> {
                    body.handles().require(change.receiptHandle());
                    return change;
                },
                checked -> {
                    List<Receipt> receipts = checked.stream()
                            .map(change -> body.handles().require(change.receiptHandle()))
                            .toList();
                    return outcomes(texts(receipts), body.changeVisibilities(checked, receipts));
                });
    }

    private static List<String> texts(List<Receipt> receipts) {
        return receipts.stream().map(Receipt::receiptHandle).toList();
    }

    private static List<Outcome<String>> outcomes(List<String> receiptHandles, List<@Nullable QueueException> faults) {
        List<Outcome<String>> outcomes = new ArrayList<>();
        for (int i = 0; i < faults.size(); i++) {
            outcomes.add(new Outcome<>(receiptHandles.get(i), faults.get(i)));
        }
        return outcomes;
    }

    /** What became of one: a result unless there is a fault. */
    private record Outcome<R>(@Nullable R result, @Nullable FaasException fault) {}

    /**
     * Does what can be done.
     *
     * @param check makes of an entry what is worked on, or throws
     * @param step answers an outcome for each of these, in their order
     */
    private static <E, C, R> BatchResult<R> apply(
            List<BatchEntry<E>> entries, Function<E, C> check, Function<List<C>, List<Outcome<R>>> step) {
        List<C> checked = new ArrayList<>();
        List<@Nullable FaasException> faults = new ArrayList<>();
        for (BatchEntry<E> entry : entries) {
            try {
                checked.add(check.apply(entry.value()));
                faults.add(null);
            } catch (FaasException fault) {
                faults.add(fault);
            }
        }
        return joined(entries, faults, checked.isEmpty() ? List.of() : step.apply(checked));
    }

    private static <E, R> BatchResult<R> joined(
            List<BatchEntry<E>> entries, List<@Nullable FaasException> faults, List<Outcome<R>> outcomes) {
        Map<String, R> successful = new LinkedHashMap<>();
        List<BatchFailure> failed = new ArrayList<>();
        int done = 0;
        for (int i = 0; i < entries.size(); i++) {
            FaasException fault = faults.get(i);
            R result = null;
            if (fault == null) {
                Outcome<R> outcome = outcomes.get(done++);
                fault = outcome.fault();
                result = outcome.result();
            }
            if (fault != null) {
                failed.add(Requests.failure(entries.get(i), fault));
            } else if (result != null) {
                successful.put(entries.get(i).id(), result);
            }
        }
        return new BatchResult<>(successful, failed);
    }
}
