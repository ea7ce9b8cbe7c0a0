package io.faas4j.queue;

import io.faas4j.error.QueueException;
import java.util.List;

/**
 * Which queues may name a queue their dead-letter queue (rule QUEUE-76). It is asked when they do.
 *
 * @param redrivePermission all, none, or those that are listed
 * @param sourceQueueArns ARNs or names of 1 to 10 queues for {@link Permission#BY_QUEUE}, else empty
 */
public record RedriveAllowPolicy(Permission redrivePermission, List<String> sourceQueueArns) {

    /** Which queues. */
    public enum Permission {
        /** Any. */
        ALLOW_ALL("allowAll"),
        /** None. */
        DENY_ALL("denyAll"),
        /** Those that are listed. */
        BY_QUEUE("byQueue");

        private final String text;

        Permission(String text) {
            this.text = text;
        }

        /** As SQS spells it. */
        @Override
        public String toString() {
            return text;
        }
    }

    private static final int MOST = 10;

    /**
     * Checks both; takes a copy.
     *
     * @throws QueueException if there are sources and should not be, or none, or more than 10
     */
    public RedriveAllowPolicy {
        sourceQueueArns = List.copyOf(sourceQueueArns);
        boolean isRight = redrivePermission == Permission.BY_QUEUE
                ? !sourceQueueArns.isEmpty() && sourceQueueArns.size() <= MOST
                : sourceQueueArns.isEmpty();
        if (!isRight) {
            throw Refusals.invalid(
                    "RedriveAllowPolicy",
                    sourceQueueArns,
                    "There must be 1 to 10 sourceQueueArns for byQueue, and none for allowAll and denyAll.");
        }
    }

    /** Any queue may. */
    public static RedriveAllowPolicy allowAll() {
        return new RedriveAllowPolicy(Permission.ALLOW_ALL, List.of());
    }

    /** No queue may. */
    public static RedriveAllowPolicy denyAll() {
        return new RedriveAllowPolicy(Permission.DENY_ALL, List.of());
    }

    /**
     * Some may.
     *
     * @param sources 1 to 10 ARNs or names
     */
    public static RedriveAllowPolicy byQueue(String... sources) {
        return new RedriveAllowPolicy(Permission.BY_QUEUE, List.of(sources));
    }

    boolean allows(String name, String arn) {
        return redrivePermission == Permission.ALLOW_ALL
                || sourceQueueArns.contains(arn)
                || sourceQueueArns.contains(name);
    }
}
