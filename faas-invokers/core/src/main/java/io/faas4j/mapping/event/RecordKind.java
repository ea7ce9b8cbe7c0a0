package io.faas4j.mapping.event;

/** What the records of a source are. */
public enum RecordKind {
    /** Messages of a queue (rule EVT-1). */
    QUEUE("aws:sqs"),
    /** Bytes with a partition key, as a Kinesis stream has (rule EVT-2). */
    STREAM("aws:kinesis"),
    /** Changes of items, as a DynamoDB stream has (rule EVT-3). */
    CHANGES("aws:dynamodb");

    private final String eventSource;

    RecordKind(String eventSource) {
        this.eventSource = eventSource;
    }

    /** What a record says in {@code eventSource}. */
    public String eventSource() {
        return eventSource;
    }
}
