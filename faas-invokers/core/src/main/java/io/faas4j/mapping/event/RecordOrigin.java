package io.faas4j.mapping.event;

import io.faas4j.function.ArnScope;
import io.faas4j.source.QueueSource;
import io.faas4j.source.StreamSource;
import java.util.Objects;

/**
 * Where records come from, as they say of themselves.
 *
 * @param kind what they are
 * @param arn the source's ARN, or whatever names it
 * @param region that of the ARN if it has one, else the runtime's
 * @param account the runtime's
 * @param identityArn who reads the source: a role of the runtime's, that has no meaning in process
 */
public record RecordOrigin(RecordKind kind, String arn, String region, String account, String identityArn) {

    private static final int REGION = 3;

    /** Checks that all is there. */
    public RecordOrigin {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(arn, "arn");
        Objects.requireNonNull(region, "region");
        Objects.requireNonNull(account, "account");
        Objects.requireNonNull(identityArn, "identityArn");
    }

    /**
     * Messages of a queue.
     *
     * @param source the queue
     * @param scope where the runtime's ARNs live
     */
    public static RecordOrigin of(QueueSource source, ArnScope scope) {
        return of(RecordKind.QUEUE, source.arn(), scope);
    }

    /**
     * Records of a stream.
     *
     * @param source the stream
     * @param scope where the runtime's ARNs live
     */
    public static RecordOrigin of(StreamSource source, ArnScope scope) {
        RecordKind kind = source.kind() == StreamSource.Kind.CHANGES ? RecordKind.CHANGES : RecordKind.STREAM;
        return of(kind, source.arn(), scope);
    }

    /**
     * Records of a source that has this name.
     *
     * @param kind what they are
     * @param arn the source's ARN, or whatever names it
     * @param scope where the runtime's ARNs live
     */
    public static RecordOrigin of(RecordKind kind, String arn, ArnScope scope) {
        String[] parts = arn.split(":", -1);
        boolean hasRegion = parts.length > REGION && parts[0].equals("arn") && !parts[REGION].isEmpty();
        return new RecordOrigin(
                kind,
                arn,
                hasRegion ? parts[REGION] : scope.region(),
                scope.account(),
                "arn:%s:iam::%s:role/faas4j".formatted(scope.partition(), scope.account()));
    }
}
