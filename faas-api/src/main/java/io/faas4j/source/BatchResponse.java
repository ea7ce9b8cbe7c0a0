package io.faas4j.source;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a mapped function answers: which records of the batch failed, if its mapping is set to look (rules ESM-SQS-10,
 * ESM-STREAM-17), and the state of its window, if there is one (rule ESM-STREAM-19). As JSON it is Lambda's, so that a handler
 * may answer that instead. Immutable if the state is.
 *
 * @param batchItemFailures the failed ones; empty if all went well; copied
 * @param state what the next invocation of the same window gets; a JSON object as JSON; null outside of windows
 */
public record BatchResponse(
        List<BatchItemFailure> batchItemFailures, @Nullable Object state) {

    private static final BatchResponse SUCCESS = new BatchResponse(List.of(), null);

    /** Takes a copy. */
    public BatchResponse {
        batchItemFailures = List.copyOf(batchItemFailures);
    }

    /** Every record was handled. */
    public static BatchResponse success() {
        return SUCCESS;
    }

    /**
     * Some were not.
     *
     * @param itemIdentifiers message ids or sequence numbers
     */
    public static BatchResponse failed(List<String> itemIdentifiers) {
        return new BatchResponse(
                itemIdentifiers.stream().map(BatchItemFailure::new).toList(), null);
    }

    /**
     * Every record was handled, in a window.
     *
     * @param state what the next invocation of the window gets; an object as JSON
     */
    public static BatchResponse ofState(Object state) {
        return new BatchResponse(List.of(), state);
    }

    /**
     * The same with one failure more.
     *
     * @param itemIdentifier a message id or sequence number
     */
    public BatchResponse plus(String itemIdentifier) {
        List<BatchItemFailure> all = new ArrayList<>(batchItemFailures);
        all.add(new BatchItemFailure(itemIdentifier));
        return new BatchResponse(all, state);
    }
}
