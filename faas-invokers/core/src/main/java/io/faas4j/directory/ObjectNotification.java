package io.faas4j.directory;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A notification as S3 sends it (rules OBJECT-3 to OBJECT-5).
 *
 * @param requestId any
 * @param eTag null if the object was removed
 * @param size null if the object was removed
 */
record ObjectNotification(
        String region,
        String bucket,
        String key,
        @Nullable Long size,
        @Nullable String eTag,
        long sequencer,
        String requestId,
        Instant time) {

    private static final String SOMEBODY = "faas4j";
    private static final DateTimeFormatter MILLIS = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    byte[] toJson() {
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        ObjectNode event = message.putArray("Records").addObject();
        event.put("eventVersion", "2.1");
        event.put("eventSource", "aws:s3");
        event.put("awsRegion", region);
        event.put("eventTime", MILLIS.format(time));
        event.put("eventName", eTag == null ? "ObjectRemoved:Delete" : "ObjectCreated:Put");
        event.putObject("userIdentity").put("principalId", SOMEBODY);
        event.putObject("requestParameters").put("sourceIPAddress", "127.0.0.1");
        event.putObject("responseElements").put("x-amz-request-id", requestId).put("x-amz-id-2", requestId);
        ObjectNode s3 = event.putObject("s3");
        s3.put("s3SchemaVersion", "1.0");
        s3.put("configurationId", bucket);
        ObjectNode inBucket = s3.putObject("bucket");
        inBucket.put("name", bucket);
        inBucket.putObject("ownerIdentity").put("principalId", SOMEBODY);
        inBucket.put("arn", "arn:aws:s3:::" + bucket);
        ObjectNode object = s3.putObject("object");
        object.put("key", encoded(key));
        if (eTag != null) {
            object.put("size", size);
            object.put("eTag", eTag);
        }
        object.put("sequencer", "%016X".formatted(sequencer));
        return message.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** As a form is, but for the slashes. */
    private static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("%2F", "/");
    }
}
