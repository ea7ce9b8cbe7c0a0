package io.faas4j.mapping.batch;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.mapping.batch.QueueReport.SomeFailed;
import io.faas4j.rules.Rule;
import io.faas4j.source.QueueMessage;
import io.faas4j.source.StreamRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Answers that were damaged at random: none makes reading throw, and none loses or doubles a record. */
class ReportsFuzzTest {

    private static final String[] SEEDS = {
        "{\"batchItemFailures\":[{\"itemIdentifier\":\"98\"},{\"itemIdentifier\":\"99\"}],\"state\":{\"a\":[1,{\"b\":null}]}}",
        "{\"state\":{}}",
        "[]",
        "\"\"",
        "null",
        "{\"batchItemFailures\":null}",
        "\ufeff{\"state\":{\"x\":1}}"
    };

    @Test
    @Rule({"ESM-SQS-10", "ESM-STREAM-17"})
    void reading_never_throws() {
        Random random = new Random(20260102);
        List<QueueMessage> messages = Batches.messages("98", "99", "100");
        List<StreamRecord> records = Batches.records(3);
        for (int i = 0; i < 20_000; i++) {
            byte[] json = SEEDS[random.nextInt(SEEDS.length)].getBytes(
                    random.nextInt(20) == 0 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
            for (int j = random.nextInt(3); j > 0 && json.length > 0; j--) {
                json[random.nextInt(json.length)] = (byte)
                        (random.nextBoolean() ? random.nextInt(256) : "{}[],:\"\\ 19".charAt(random.nextInt(11)));
            }

            if (QueueReport.read(json, messages) instanceof SomeFailed some) {
                List<QueueMessage> all = new ArrayList<>(some.failed());
                all.addAll(some.succeeded());
                assertThat(all).containsExactlyInAnyOrderElementsOf(messages);
            }
            if (StreamReport.read(json, records) instanceof StreamReport.FailedFrom from) {
                assertThat(from.index()).isBetween(0, 2);
            }
            if (StreamReport.readInWindow(json, records, true) instanceof StreamReport.Success success) {
                assertThat(success.state()).startsWith('{').endsWith('}');
            }
        }
    }
}
