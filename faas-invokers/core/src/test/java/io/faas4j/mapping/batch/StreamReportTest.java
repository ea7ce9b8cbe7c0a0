package io.faas4j.mapping.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.mapping.batch.StreamReport.BatchFailed;
import io.faas4j.mapping.batch.StreamReport.FailedFrom;
import io.faas4j.mapping.batch.StreamReport.Success;
import io.faas4j.rules.Rule;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of partial batches for streams, for a batch of the records 98 to 102. */
class StreamReportTest {

    private static final List<StreamRecord> RECORDS = Batches.records(5);

    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    private static String effect(StreamReport report) {
        if (report instanceof FailedFrom from) {
            return "retry from " + RECORDS.get(from.index()).sequenceNumber() + state(from.state());
        }
        return report instanceof Success success ? "success" + state(success.state()) : "batch fails";
    }

    private static String state(byte[] state) {
        return state == null ? "" : " with " + new String(state, StandardCharsets.UTF_8);
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    # result                                                                     | effect
                    null                                                                         | success
                    {}                                                                           | success
                    []                                                                           | success
                    ""                                                                           | success
                    ''                                                                           | success
                    {"batchItemFailures":null}                                                   | success
                    {"batchItemFailures":[]}                                                     | success
                    {"batchItemFailures":[{"itemIdentifier":"100"}]}                             | retry from 100
                    {"batchItemFailures":[{"itemIdentifier":"101"},{"itemIdentifier":"99"}]}     | retry from 99
                    {"batchItemFailures":[{"itemIdentifier":"100"},{"itemIdentifier":"100"}]}    | retry from 100
                    {"batchItemFailures":[{"itemIdentifier":"98"}]}                              | retry from 98
                    {"batchItemFailures":[{"itemIdentifier":""}]}                                | batch fails
                    {"batchItemFailures":[{"itemIdentifier":null}]}                              | batch fails
                    {"batchItemFailures":[{"itemIdentifier":"1"}]}                               | batch fails
                    {"batchItemFailures":[{"itemIdentifier":"100"},{"itemIdentifier":"1"}]}      | batch fails
                    {"batchItemFailures":[{"itemIdentifier":100}]}                               | batch fails
                    {"batchItemFailures":[{"sequenceNumber":"100"}]}                             | batch fails
                    {"batchItemFailures":"100"}                                                  | batch fails
                    ["100"]                                                                      | batch fails
                    "100"                                                                        | batch fails
                    false                                                                        | batch fails
                    no JSON                                                                      | batch fails
                    """)
    @Rule("ESM-STREAM-17")
    void results_and_their_effects(String result, String effect) {
        assertThat(effect(StreamReport.read(bytes(result), RECORDS))).isEqualTo(effect);
    }

    @Test
    @Rule("ESM-STREAM-17")
    void a_response_object_says_the_same_as_its_json() {
        assertThat(effect(StreamReport.read(null, RECORDS))).isEqualTo("success");
        assertThat(effect(StreamReport.of(null, RECORDS))).isEqualTo("success");
        assertThat(effect(StreamReport.of(BatchResponse.success(), RECORDS))).isEqualTo("success");
        assertThat(effect(StreamReport.of(BatchResponse.failed(List.of("102", "99", "100")), RECORDS)))
                .isEqualTo("retry from 99");
        assertThat(StreamReport.of(BatchResponse.failed(List.of("7")), RECORDS)).isInstanceOf(BatchFailed.class);
    }

    @ParameterizedTest(name = "{0} < {1}")
    @CsvSource({
        "9, 10",
        "099, 100",
        "0, 1",
        "49590338271490256608559692538361571095921575989136588897, 49590338271490256608559692538361571095921575989136588898"
    })
    @Rule("ESM-STREAM-17")
    void sequence_numbers_compare_as_numbers(String lower, String higher) {
        assertThat(SequenceNumbers.compare(lower, higher)).isNegative();
        assertThat(SequenceNumbers.compare(higher, lower)).isPositive();
        assertThat(SequenceNumbers.compare(lower, "00" + lower)).isZero();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    {"state":{"n":1.10}}                                                         | success with {"n":1.10}
                    {"batchItemFailures":[],"state":{ }}                                         | success with { }
                    {"state":{"a":"\\ud800}"},"batchItemFailures":[{"itemIdentifier":"99"}]}     | retry from 99 with {"a":"\\ud800}"}
                    {"state":{},"batchItemFailures":[{"itemIdentifier":"1"}]}                    | batch fails
                    {"batchItemFailures":[]}                                                     | batch fails
                    {"state":null}                                                               | batch fails
                    {"state":"text"}                                                             | batch fails
                    {"state":[1]}                                                                | batch fails
                    null                                                                         | batch fails
                    {}                                                                           | batch fails
                    ''                                                                           | batch fails
                    """)
    void in_a_window_an_answer_without_a_state_is_a_failure(String result, String effect) {
        assertThat(effect(StreamReport.readInWindow(bytes(result), RECORDS, true)))
                .isEqualTo(effect);
    }

    @Test
    void in_a_window_failures_are_looked_at_only_if_the_mapping_is_set_to() {
        byte[] answer = bytes("{\"state\":{\"n\":1},\"batchItemFailures\":[{\"itemIdentifier\":\"99\"}]}");

        assertThat(effect(StreamReport.readInWindow(answer, RECORDS, false))).isEqualTo("success with {\"n\":1}");
    }
}
