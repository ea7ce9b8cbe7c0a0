package io.faas4j.mapping.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.faas4j.error.InvalidParameterValueException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.mapping.event.RecordKind;
import io.faas4j.mapping.event.RecordOrigin;
import io.faas4j.rules.Rule;
import io.faas4j.source.MessageAttribute;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which records pass which filters (section FILT). */
class RecordFilterTest {

    private static final Instant TIME = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final RecordOrigin QUEUE =
            RecordOrigin.of(RecordKind.QUEUE, "arn:aws:sqs:eu-west-1:000000000000:orders", ArnScope.DEFAULT);
    private static final RecordOrigin STREAM =
            RecordOrigin.of(RecordKind.STREAM, "arn:aws:kinesis:local-1:000000000000:stream/s", ArnScope.DEFAULT);
    private static final RecordOrigin CHANGES = RecordOrigin.of(
            RecordKind.CHANGES, "arn:aws:dynamodb:local-1:000000000000:table/t/stream/x", ArnScope.DEFAULT);

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static QueueMessage message(String body) {
        return QueueMessage.builder("m-1", "handle", bytes(body), TIME)
                .attributes(Map.of("priority", MessageAttribute.number(7)))
                .build();
    }

    private static StreamRecord record(String data) {
        return new StreamRecord("49", "key-1", bytes(data), TIME);
    }

    private static boolean queuePasses(String body, String... patterns) {
        return RecordFilter.compile(QUEUE, List.of(patterns)).matches(message(body));
    }

    private static boolean streamPasses(String data, String... patterns) {
        return RecordFilter.compile(STREAM, List.of(patterns)).matches("shardId-000000000000", record(data));
    }

    private static boolean changePasses(String data, String... patterns) {
        return RecordFilter.compile(CHANGES, List.of(patterns)).matches("shardId-000000000000", record(data));
    }

    // ---- which patterns match --------------------------------------------------------------------------------------

    @Test
    @Rule("FILT-1")
    void a_record_passes_if_any_filter_matches_and_without_filters_always() {
        String kindA = "{\"body\":{\"kind\":[\"a\"]}}";
        String kindB = "{\"body\":{\"kind\":[\"b\"]}}";

        assertThat(queuePasses("{\"kind\":\"b\"}", kindA, kindB)).isTrue();
        assertThat(queuePasses("{\"kind\":\"c\"}", kindA, kindB)).isFalse();
        assertThat(queuePasses("no JSON at all")).isTrue();
        assertThat(RecordFilter.compile(QUEUE, List.of()).isNone()).isTrue();
    }

    @Test
    @Rule("FILT-1")
    void within_a_filter_all_fields_must_match_and_one_value_of_each() {
        String pattern = "{\"body\":{\"kind\":[\"a\",\"b\"],\"size\":[1]}}";

        assertThat(queuePasses("{\"kind\":\"b\",\"size\":1,\"other\":true}", pattern))
                .isTrue();
        assertThat(queuePasses("{\"kind\":\"b\",\"size\":2}", pattern)).isFalse();
        assertThat(queuePasses("{\"kind\":\"b\"}", pattern)).isFalse();
    }

    @ParameterizedTest(name = "{0} for {1} is {2}")
    @CsvSource(delimiter = '|', textBlock = """
                    "a"                                          | {"x":"a"}       | true
                    "a"                                          | {"x":"A"}       | false
                    ""                                           | {"x":""}        | true
                    ""                                           | {"x":"a"}       | false
                    null                                         | {"x":null}      | true
                    null                                         | {}              | false
                    true                                         | {"x":true}      | true
                    true                                         | {"x":"true"}    | false
                    {"prefix":"ab"}                              | {"x":"abc"}     | true
                    {"prefix":"ab"}                              | {"x":"cab"}     | false
                    {"suffix":"bc"}                              | {"x":"abc"}     | true
                    {"anything-but":"a"}                         | {"x":"b"}       | true
                    {"anything-but":["a","b"]}                   | {"x":"b"}       | false
                    {"anything-but":{"prefix":"a"}}              | {"x":"ab"}      | false
                    {"anything-but":"a"}                         | {}              | false
                    {"numeric":[">",1,"<=",3]}                   | {"x":3.0}       | true
                    {"numeric":[">",1,"<=",3]}                   | {"x":1}         | false
                    {"numeric":["=",3]}                          | {"x":"3"}       | false
                    {"exists":true}                              | {"x":null}      | true
                    {"exists":false}                             | {"y":1}         | true
                    {"exists":false}                             | {"x":1}         | false
                    {"equals-ignore-case":"Ab"}                  | {"x":"aB"}      | true
                    {"wildcard":"a*c"}                           | {"x":"abbc"}    | true
                    {"cidr":"10.0.0.0/8"}                        | {"x":"10.1.2.3"}| true
                    """)
    @Rule({"FILT-3", "FILT-4"})
    void operators(String value, String body, boolean passes) {
        assertThat(queuePasses(body, "{\"body\":{\"x\":[" + value + "]}}")).isEqualTo(passes);
    }

    @Test
    @Rule("FILT-3")
    void alternatives_of_fields() {
        String pattern = "{\"body\":{\"$or\":[{\"x\":[1]},{\"y\":[2]}],\"z\":[3]}}";

        assertThat(queuePasses("{\"y\":2,\"z\":3}", pattern)).isTrue();
        assertThat(queuePasses("{\"y\":1,\"z\":3}", pattern)).isFalse();
        assertThat(queuePasses("{\"x\":1}", pattern)).isFalse();
    }

    @Test
    @Rule("FILT-4")
    void numbers_match_by_value_and_strings_character_by_character() {
        for (String number : List.of("300", "300.0", "3.0e2")) {
            assertThat(queuePasses("{\"x\":" + number + "}", "{\"body\":{\"x\":[300]}}"))
                    .as(number)
                    .isTrue();
        }
        assertThat(queuePasses("{\"x\":\"300\"}", "{\"body\":{\"x\":[300]}}")).isFalse();
        assertThat(queuePasses("{\"x\":\"\u00e4 \"}", "{\"body\":{\"x\":[\"\u00e4\"]}}"))
                .isFalse();
        assertThat(queuePasses("{\"x\":0.1234567890123456789}", "{\"body\":{\"x\":[0.1234567890123456789]}}"))
                .isTrue();
    }

    @Test
    @Rule("FILT-5")
    void only_leaves_exist() {
        String exists = "{\"body\":{\"x\":[{\"exists\":true}]}}";
        String existsNot = "{\"body\":{\"x\":[{\"exists\":false}]}}";

        assertThat(queuePasses("{\"x\":{\"deep\":1}}", exists)).isFalse();
        assertThat(queuePasses("{\"x\":{\"deep\":1}}", existsNot)).isTrue();
        assertThat(queuePasses("{\"x\":1}", exists)).isTrue();
    }

    @Test
    @Rule("FILT-6")
    void of_two_equal_keys_in_a_pattern_the_last_one_counts() {
        String pattern = "{\"body\":{\"x\":[\"a\"],\"x\":[\"b\"]}}";

        assertThat(queuePasses("{\"x\":\"b\"}", pattern)).isTrue();
        assertThat(queuePasses("{\"x\":\"a\"}", pattern)).isFalse();
    }

    @Test
    void a_dot_joins_levels_on_both_sides() {
        assertThat(queuePasses("{\"x\":{\"y\":1}}", "{\"body\":{\"x.y\":[1]}}")).isTrue();
        assertThat(queuePasses("{\"x.y\":1}", "{\"body\":{\"x\":{\"y\":[1]}}}")).isTrue();
        assertThat(queuePasses("{\"x.y\":{\"z\":[1]}}", "{\"body.x\":{\"y.z\":[1]}}"))
                .isTrue();
        assertThat(queuePasses("{\"x.z\":1}", "{\"body\":{\"x\":{\"y\":[1]}}}")).isFalse();
    }

    @Test
    void arrays_match_by_any_element_and_objects_in_them_as_a_whole() {
        String both = "{\"body\":{\"items\":{\"id\":[1],\"state\":[\"new\"]}}}";

        assertThat(queuePasses("{\"x\":[\"a\",[\"b\"]]}", "{\"body\":{\"x\":[\"b\"]}}"))
                .isTrue();
        assertThat(queuePasses("{\"items\":[{\"id\":1,\"state\":\"new\"},{\"id\":2}]}", both))
                .isTrue();
        assertThat(queuePasses("{\"items\":[{\"id\":1,\"state\":\"old\"},{\"id\":2,\"state\":\"new\"}]}", both))
                .isFalse();
    }

    // ---- what is matched -------------------------------------------------------------------------------------------

    @Test
    @Rule({"FILT-7", "EVT-8"})
    void a_message_is_matched_by_its_decoded_body_and_stays_as_it_is() {
        QueueMessage message = message("{ \"kind\" : \"a\" }");

        assertThat(RecordFilter.compile(QUEUE, List.of("{\"body\":{\"kind\":[\"a\"]}}"))
                        .matches(message))
                .isTrue();
        assertThat(message.bodyAsText()).isEqualTo("{ \"kind\" : \"a\" }");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"messageId":["m-1"]}
                    {"receiptHandle":["handle"]}
                    {"eventSource":["aws:sqs"]}
                    {"awsRegion":["eu-west-1"]}
                    {"eventSourceARN":[{"suffix":":orders"}]}
                    {"attributes":{"ApproximateReceiveCount":["1"]}}
                    {"attributes":{"SenderId":["000000000000"],"SentTimestamp":["1767323045678"]}}
                    {"messageAttributes":{"priority":{"stringValue":["7"],"dataType":["Number"]}}}
                    {"md5OfBody":["900150983cd24fb0d6963f7d28e17f72"]}
                    {"md5OfMessageAttributes":[{"exists":true}]}
                    {"body":["abc"],"messageId":["m-1"]}
                    """)
    @Rule("FILT-7")
    void a_message_is_matched_by_its_other_fields(String pattern) {
        assertThat(queuePasses("abc", pattern)).isTrue();
        assertThat(RecordFilter.compile(QUEUE, List.of(pattern))
                        .matches(QueueMessage.builder("m-2", "other", bytes("x"), Instant.EPOCH)
                                .received(2, Instant.EPOCH)
                                .build()))
                .as("another message, from the same place")
                .isEqualTo(pattern.contains("eventSource") || pattern.contains("awsRegion"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"partitionKey":["key-1"]}
                    {"sequenceNumber":["49"]}
                    {"approximateArrivalTimestamp":[{"numeric":["=",1767323045.678]}]}
                    {"eventID":["shardId-000000000000:49"]}
                    {"eventName":["aws:kinesis:record"],"eventSource":["aws:kinesis"]}
                    {"data":{"kind":["a"]},"partitionKey":[{"prefix":"key"}]}
                    """)
    @Rule("FILT-7")
    void a_stream_record_is_matched_by_its_inner_fields_and_its_decoded_data(String pattern) {
        assertThat(streamPasses("{\"kind\":\"a\"}", pattern)).isTrue();
        assertThat(streamPasses("{\"kind\":\"a\"}", "{\"kinesis\":{\"partitionKey\":[\"key-1\"]}}"))
                .isFalse();
    }

    @Test
    @Rule("FILT-8")
    void attribute_values_of_changes_are_texts_and_their_creation_time_is_a_number() {
        String change = "{\"eventID\":\"1\",\"eventName\":\"INSERT\",\"eventVersion\":\"1.1\",\"dynamodb\":{"
                + "\"ApproximateCreationDateTime\":1767323045,\"Keys\":{\"id\":{\"N\":\"42\"}}}}";

        assertThat(changePasses(change, "{\"dynamodb\":{\"Keys\":{\"id\":{\"N\":[\"42\"]}}}}"))
                .isTrue();
        assertThat(changePasses(change, "{\"dynamodb\":{\"Keys\":{\"id\":{\"N\":[{\"numeric\":[\"=\",42]}]}}}}"))
                .isFalse();
        assertThat(changePasses(
                        change, "{\"dynamodb\":{\"ApproximateCreationDateTime\":[{\"numeric\":[\">\",1767323044]}]}}"))
                .isTrue();
        assertThat(changePasses(change, "{\"eventName\":[\"INSERT\"],\"eventSource\":[\"aws:dynamodb\"]}"))
                .isTrue();
        assertThat(changePasses("no change", "{\"eventSource\":[\"aws:dynamodb\"]}"))
                .isFalse();
    }

    // ---- the table of FILT-9 ---------------------------------------------------------------------------------------

    @ParameterizedTest(name = "{0}: {1} by {2} passes: {3}")
    @CsvSource(delimiter = '|', textBlock = """
                    # source | data            | pattern                                | passes
                    queue    | {"a":1}         | {"body":{"a":[1]}}                     | true
                    queue    | {"a":1}         | {"body":{"a":[2]}}                     | false
                    queue    | plain           | {"body":{"a":[1]}}                     | false
                    queue    | plain           | {"body":{"a":[{"exists":false}]}}      | false
                    queue    | {"a":1}         | {"body":["{\\"a\\":1}"]}               | false
                    queue    | {"a":1}         | {"body":[{"exists":false}]}            | false
                    queue    | ["x"]           | {"body":["x"]}                         | false
                    queue    | plain           | {"eventSource":["aws:sqs"]}            | true
                    queue    | {"a":1}         | {"eventSource":["aws:sqs"]}            | true
                    queue    | plain           | {"body":["plain"]}                     | true
                    queue    | plain           | {"body":[{"prefix":"pl"}]}             | true
                    queue    | plain           | {"body":["other"]}                     | false
                    queue    | 42              | {"body":["42"]}                        | true
                    queue    | {"a":1} x       | {"body":{"a":[1]}}                     | false
                    queue    | {"a":           | {"body":{"a":[{"exists":false}]}}      | false
                    stream   | {"a":1}         | {"data":{"a":[1]}}                     | true
                    stream   | plain           | {"data":{"a":[1]}}                     | false
                    stream   | plain           | {"data":{"a":[{"exists":false}]}}      | false
                    stream   | plain           | {"partitionKey":["key-1"]}             | true
                    stream   | {"a":1}         | {"partitionKey":["key-1"]}             | true
                    """)
    @Rule({"FILT-9", "FILT-10"})
    void plain_texts_and_json(String source, String data, String pattern, boolean passes) {
        boolean passed = source.equals("queue") ? queuePasses(data, pattern) : streamPasses(data, pattern);

        assertThat(passed).isEqualTo(passes);
    }

    @Test
    @Rule({"FILT-9", "FILT-10"})
    void a_plain_pattern_for_the_data_of_a_stream_is_refused() {
        assertInvalid(STREAM, "{\"data\":[\"plain\"]}");
        assertInvalid(CHANGES, "{\"dynamodb\":[\"plain\"]}");
        assertInvalid(STREAM, "{\"$or\":[{\"partitionKey\":[\"x\"]},{\"data\":[\"plain\"]}]}");
    }

    @Test
    @Rule("FILT-9")
    void of_several_filters_those_for_plain_texts_and_those_for_json_stand_side_by_side() {
        String[] both = {"{\"body\":[\"plain\"]}", "{\"body\":{\"a\":[1]}}"};

        assertThat(queuePasses("plain", both)).isTrue();
        assertThat(queuePasses("{\"a\":1}", both)).isTrue();
        assertThat(queuePasses("other", both)).isFalse();
    }

    @Test
    @Rule("FILT-9")
    void data_in_another_encoding_is_no_json() {
        QueueMessage utf16 = QueueMessage.builder("m", "h", "{\"a\":1}".getBytes(StandardCharsets.UTF_16LE), TIME)
                .build();

        assertThat(RecordFilter.compile(QUEUE, List.of("{\"body\":{\"a\":[1]}}"))
                        .matches(utf16))
                .isFalse();
    }

    // ---- what is no pattern ----------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    null
                    "simple string"
                    ''
                    no JSON
                    {"eventSource":"aws:sqs"}
                    {"eventSource":[]}
                    {"eventSource":null}
                    {"body":{"a":1}}
                    {"body":{}}
                    {}
                    []
                    ["a"]
                    {"a":["x"]} trailing
                    {"a":["x"]
                    {"a":[["x"]]}
                    {"a":[{"prefix":1}]}
                    {"a":[{"unknown":"x"}]}
                    {"a":[{"prefix":"x","suffix":"y"}]}
                    {"a":[{"numeric":["~",1]}]}
                    {"a":[{"numeric":[">",3,"<",1]}]}
                    {"a":[{"exists":"yes"}]}
                    {"a":[{"anything-but":[]}]}
                    {"a":[{"anything-but":["x",1]}]}
                    {"a":[{"wildcard":"x**y"}]}
                    {"a":[{"exactly":"x"}]}
                    {"$or":{"a":[1]}}
                    {"$or":[{"a":[1]}]}
                    """)
    @Rule("FILT-2")
    void all_else_is_refused_in_the_same_words(String pattern) {
        assertInvalid(QUEUE, pattern);
    }

    private static void assertInvalid(RecordOrigin origin, String pattern) {
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> RecordFilter.compile(origin, List.of(pattern)))
                .withMessage("Invalid filter pattern definition.");
    }

    @Test
    void too_many_combinations_are_refused() {
        StringBuilder pattern = new StringBuilder("{\"a\":[1]");
        for (int i = 0; i < 10; i++) {
            pattern.append(",\"k%d\":{\"$or\":[{\"a\":[1]},{\"b\":[1]}]}".formatted(i));
        }

        assertInvalid(QUEUE, pattern + "}");
    }

    @Test
    void too_many_wildcards_are_refused() {
        assertThat(queuePasses("{\"x\":\"abababab\"}", "{\"body\":{\"x\":[{\"wildcard\":\"*a*b*a*\"}]}}"))
                .isTrue();
        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> RecordFilter.compile(
                        QUEUE, List.of("{\"body\":{\"x\":[{\"wildcard\":\"" + "*a".repeat(8) + "\"}]}}")))
                .withMessage("Rule is too complex - try using fewer wildcard characters or fewer repeating character"
                        + " sequences after a wildcard character");
    }

    @Test
    void there_are_five_filters_at_most_unless_more_are_allowed_each_of_4096_characters_at_most() {
        String pattern = "{\"messageId\":[\"m\"]}";
        List<String> six = Collections.nCopies(6, pattern);
        String longest = "{\"messageId\":[\"" + "m".repeat(4_096 - 18) + "\"]}";

        assertThatExceptionOfType(InvalidParameterValueException.class)
                .isThrownBy(() -> RecordFilter.compile(QUEUE, six));
        assertThat(RecordFilter.compile(QUEUE, six, 10).patterns()).hasSize(6);
        assertThat(RecordFilter.compile(QUEUE, List.of(longest)).patterns()).containsExactly(longest);
        assertThatExceptionOfType(ValidationException.class)
                .isThrownBy(() -> RecordFilter.compile(QUEUE, List.of(pattern, longest + " ")))
                .withMessageContaining("'filterCriteria.filters.2.member.pattern'")
                .withMessageContaining("Member must have length less than or equal to 4096");
    }
}
