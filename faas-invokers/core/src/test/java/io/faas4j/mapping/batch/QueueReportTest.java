package io.faas4j.mapping.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.mapping.batch.QueueReport.AllSucceeded;
import io.faas4j.mapping.batch.QueueReport.BatchFailed;
import io.faas4j.mapping.batch.QueueReport.SomeFailed;
import io.faas4j.rules.Rule;
import io.faas4j.source.BatchResponse;
import io.faas4j.source.QueueMessage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of partial batches for queues, for a batch of the messages a, b and c. */
class QueueReportTest {

    private static final List<QueueMessage> MESSAGES = Batches.messages("a", "b", "c");

    private static String effect(QueueReport report) {
        if (report instanceof SomeFailed some) {
            return "stay " + ids(some.failed()) + " deleted " + ids(some.succeeded());
        }
        return report instanceof AllSucceeded ? "all succeed" : "batch fails";
    }

    private static List<String> ids(List<QueueMessage> messages) {
        return messages.stream().map(QueueMessage::messageId).toList();
    }

    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(delimiter = '|', textBlock = """
                    # handler result                                                                   | effect
                    null                                                                               | all succeed
                    {}                                                                                 | all succeed
                    ""                                                                                 | all succeed
                    ''                                                                                 | all succeed
                    {"batchItemFailures":null}                                                         | all succeed
                    {"batchItemFailures":[]}                                                           | all succeed
                    {"other":1}                                                                        | all succeed
                    {"batchItemFailures":[{"itemIdentifier":"b"}]}                                     | stay [b] deleted [a, c]
                    {"batchItemFailures":[{"itemIdentifier":"c"},{"itemIdentifier":"a"}]}              | stay [a, c] deleted [b]
                    {"batchItemFailures":[{"more":[1,{}],"itemIdentifier":"a","x":{"y":[]}}],"z":1}    | stay [a] deleted [b, c]
                    {"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"b"}]}              | stay [b] deleted [a, c]
                    {"batchItemFailures":[{"itemIdentifier":""}]}                                      | batch fails
                    {"batchItemFailures":[{"itemIdentifier":null}]}                                    | batch fails
                    {"batchItemFailures":[{"itemIdentifier":1}]}                                       | batch fails
                    {"batchItemFailures":[{"itemIdentifier":["a"]}]}                                   | batch fails
                    {"batchItemFailures":[{"itemIdentifier":"unknown"}]}                               | batch fails
                    {"batchItemFailures":[{"itemIdentifier":"a"},{"itemIdentifier":"unknown"}]}        | batch fails
                    {"batchItemFailures":[{"item_identifier":"a"}]}                                    | batch fails
                    {"batchItemFailures":[{}]}                                                         | batch fails
                    {"batchItemFailures":["a"]}                                                        | batch fails
                    {"batchItemFailures":[null]}                                                       | batch fails
                    {"batchItemFailures":"a"}                                                          | batch fails
                    {"batchItemFailures":{"itemIdentifier":"a"}}                                       | batch fails
                    []                                                                                 | batch fails
                    "a"                                                                                | batch fails
                    true                                                                               | batch fails
                    42                                                                                 | batch fails
                    no JSON                                                                            | batch fails
                    {"batchItemFailures":[                                                             | batch fails
                    {} {}                                                                              | batch fails
                    """)
    @Rule({"ESM-SQS-10", "ESM-SQS-12"})
    void handler_results_and_their_effects(String result, String effect) {
        assertThat(effect(QueueReport.read(result.getBytes(StandardCharsets.UTF_8), MESSAGES)))
                .isEqualTo(effect);
    }

    @Test
    @Rule("ESM-SQS-10")
    void a_response_object_says_the_same_as_its_json() {
        assertThat(effect(QueueReport.read(null, MESSAGES))).isEqualTo("all succeed");
        assertThat(effect(QueueReport.of(null, MESSAGES))).isEqualTo("all succeed");
        assertThat(effect(QueueReport.of(BatchResponse.success(), MESSAGES))).isEqualTo("all succeed");
        assertThat(effect(QueueReport.of(BatchResponse.failed(List.of("b", "b")), MESSAGES)))
                .isEqualTo("stay [b] deleted [a, c]");
        assertThat(QueueReport.of(BatchResponse.failed(List.of("a", "")), MESSAGES))
                .isInstanceOf(BatchFailed.class);
    }
}
