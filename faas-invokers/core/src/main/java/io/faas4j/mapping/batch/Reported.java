package io.faas4j.mapping.batch;

import io.faas4j.source.BatchItemFailure;
import io.faas4j.source.BatchResponse;
import java.util.List;

/** The identifiers that an answer reports, each not empty. */
final class Reported {

    private Reported() {}

    static List<String> by(BatchResponse response) {
        return response.batchItemFailures().stream()
                .map(BatchItemFailure::itemIdentifier)
                .toList();
    }
}
