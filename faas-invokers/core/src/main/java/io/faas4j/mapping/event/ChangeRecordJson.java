package io.faas4j.mapping.event;

import io.faas4j.source.StreamRecord;

/** A change, as DynamoDB has it: the record's own JSON and where it comes from (rules CHANGE-1, EVT-3). */
final class ChangeRecordJson implements StreamEvents.RecordJson {

    private final byte[] source;
    private final byte[] arn;

    ChangeRecordJson(RecordOrigin origin) {
        this.source = new JsonOut(100)
                .raw("\"eventSource\":")
                .text(origin.kind().eventSource())
                .raw(",\"awsRegion\":")
                .text(origin.region())
                .raw(",")
                .toBytes();
        this.arn = new JsonOut(200)
                .raw("\"eventSourceARN\":")
                .text(origin.arn())
                .raw("}")
                .toBytes();
    }

    @Override
    public void write(JsonOut json, String shardId, StreamRecord record) {
        byte[] change = record.data();
        int place = ChangeJson.origin(change);
        int end = ChangeJson.end(change);
        boolean isLast = place == end;
        boolean isEmpty = isLast && change[last(change, end)] == '{';
        json.raw(change, 0, place).raw(isLast && !isEmpty ? "," : "").raw(source);
        json.raw(change, place, end).raw(isLast ? "" : ",").raw(arn);
    }

    private static int last(byte[] change, int end) {
        int last = end - 1;
        while (last > 0 && change[last] <= ' ' && change[last] >= 0) {
            last--;
        }
        return last;
    }

    /** At most; white space behind the change, or a change that says nothing, takes a byte or more less. */
    @Override
    public int sizeOf(String shardId, StreamRecord record) {
        return record.data().length + source.length + arn.length;
    }
}
