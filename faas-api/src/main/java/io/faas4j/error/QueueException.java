package io.faas4j.error;

import java.util.Objects;

/** A request to a queue was refused; the message is that of SQS where it has one (rules QUEUE-1 to QUEUE-80, FIFO-1 to FIFO-16). */
public final class QueueException extends FaasException {

    private static final long serialVersionUID = 1L;

    /** Why; each is one error of SQS's. */
    public enum Reason {
        /** A parameter that is needed is not there (rules QUEUE-20, FIFO-1). */
        MISSING_PARAMETER("MissingParameter"),
        /** A parameter's value cannot be. */
        INVALID_PARAMETER_VALUE("InvalidParameterValue"),
        /** A queue of this kind has no such attribute (rule QUEUE-7). */
        INVALID_ATTRIBUTE_NAME("InvalidAttributeName"),
        /** An attribute's value cannot be (rules QUEUE-1 to QUEUE-7, FIFO-4). */
        INVALID_ATTRIBUTE_VALUE("InvalidAttributeValue"),
        /** The body has characters that are not allowed (rule QUEUE-21). */
        INVALID_MESSAGE_CONTENTS("InvalidMessageContents"),
        /** The text is no receipt handle of this queue (rule QUEUE-54). */
        RECEIPT_HANDLE_IS_INVALID("ReceiptHandleIsInvalid"),
        /** Too many messages are in flight (rule QUEUE-40). */
        OVER_LIMIT("OverLimit"),
        /** There is no such queue (rule QUEUE-12). */
        NON_EXISTENT_QUEUE("AWS.SimpleQueueService.NonExistentQueue"),
        /** A queue of this name exists with other attributes (rule QUEUE-10). */
        QUEUE_ALREADY_EXISTS("QueueAlreadyExists"),
        /** A queue of this name was deleted less than 60 seconds ago (rule QUEUE-11). */
        QUEUE_DELETED_RECENTLY("QueueDeletedRecently"),
        /** The queue was purged less than 60 seconds ago (rule QUEUE-13). */
        PURGE_QUEUE_IN_PROGRESS("AWS.SimpleQueueService.PurgeQueueInProgress"),
        /** A batch has no entry (rule QUEUE-60). */
        EMPTY_BATCH_REQUEST("AWS.SimpleQueueService.EmptyBatchRequest"),
        /** A batch has more than 10 entries (rule QUEUE-60). */
        TOO_MANY_ENTRIES_IN_BATCH_REQUEST("AWS.SimpleQueueService.TooManyEntriesInBatchRequest"),
        /** Two entries of a batch have the same id (rule QUEUE-61). */
        BATCH_ENTRY_IDS_NOT_DISTINCT("AWS.SimpleQueueService.BatchEntryIdsNotDistinct"),
        /** An entry's id has another form (rule QUEUE-61). */
        INVALID_BATCH_ENTRY_ID("AWS.SimpleQueueService.InvalidBatchEntryId"),
        /** The messages of a batch are too large together (rule QUEUE-62). */
        BATCH_REQUEST_TOO_LONG("AWS.SimpleQueueService.BatchRequestTooLong"),
        /** It cannot be done: the queue's messages are being moved already (rule QUEUE-79), or a durable queue does not do so. */
        UNSUPPORTED_OPERATION("AWS.SimpleQueueService.UnsupportedOperation");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** SQS's name of the error. */
        public String code() {
            return code;
        }
    }

    private final Reason reason;

    /**
     * Makes the error.
     *
     * @param reason which one; its code is the error's
     * @param message what is wrong, in SQS's words where it has some
     */
    public QueueException(Reason reason, String message) {
        super(reason.code, 400, Objects.requireNonNull(message, "message"), null);
        this.reason = reason;
    }

    /** Why. */
    public Reason reason() {
        return reason;
    }
}
