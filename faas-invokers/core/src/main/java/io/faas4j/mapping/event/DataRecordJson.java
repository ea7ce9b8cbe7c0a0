package io.faas4j.mapping.event;

import io.faas4j.source.StreamRecord;

/** A record with bytes and a partition key, as Kinesis has it (rule EVT-2). */
final class DataRecordJson implements StreamEvents.RecordJson {

    private static final String PARTITION_KEY = "{\"kinesis\":{\"kinesisSchemaVersion\":\"1.0\",\"partitionKey\":";
    private static final String SEQUENCE_NUMBER = ",\"sequenceNumber\":";
    private static final String DATA = ",\"data\":";
    private static final String ARRIVAL = ",\"approximateArrivalTimestamp\":";

    private final byte[] middle;
    private final byte[] tail;

    DataRecordJson(RecordOrigin origin) {
        this.middle = new JsonOut(100)
                .raw("},\"eventSource\":")
                .text(origin.kind().eventSource())
                .raw(",\"eventVersion\":\"1.0\",\"eventID\":")
                .toBytes();
        this.tail = new JsonOut(300)
                .raw(",\"eventName\":\"aws:kinesis:record\",\"invokeIdentityArn\":")
                .text(origin.identityArn())
                .raw(",\"awsRegion\":")
                .text(origin.region())
                .raw(",\"eventSourceARN\":")
                .text(origin.arn())
                .raw("}")
                .toBytes();
    }

    @Override
    public void write(JsonOut json, String shardId, StreamRecord record) {
        json.raw(PARTITION_KEY).text(record.partitionKey());
        json.raw(SEQUENCE_NUMBER).text(record.sequenceNumber());
        json.raw(DATA).base64(record.data());
        json.raw(ARRIVAL).raw(arrival(record));
        json.raw(middle).text(shardId + ":" + record.sequenceNumber()).raw(tail);
    }

    @Override
    public int sizeOf(String shardId, StreamRecord record) {
        int number = JsonOut.size(record.sequenceNumber());
        // The event's id is both in one pair of quotation marks, with a colon between them.
        int eventId = JsonOut.size(shardId) + number - 1;
        return PARTITION_KEY.length()
                + JsonOut.size(record.partitionKey())
                + SEQUENCE_NUMBER.length()
                + number
                + DATA.length()
                + JsonOut.base64Size(record.data())
                + ARRIVAL.length()
                + arrival(record).length()
                + middle.length
                + eventId
                + tail.length;
    }

    private static String arrival(StreamRecord record) {
        return Times.epochSeconds(record.approximateArrival()).toPlainString();
    }
}
