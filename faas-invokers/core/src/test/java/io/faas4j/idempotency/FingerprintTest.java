package io.faas4j.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.runtime.payload.PayloadCodec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What makes two keys the same. */
class FingerprintTest {

    private final Fingerprint fingerprint = new Fingerprint(PayloadCodec.jackson());

    private record Pair(String left, String right) {}

    @Test
    void the_order_of_an_objects_fields_does_not_matter_and_that_of_a_list_does() throws Exception {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("a", Map.of("x", 1, "y", List.of(1, 2)));
        one.put("b", "2");
        Map<String, Object> other = new LinkedHashMap<>();
        other.put("b", "2");
        other.put("a", Map.of("y", List.of(1, 2), "x", 1));

        assertThat(fingerprint.of(one)).isEqualTo(fingerprint.of(other)).matches("[0-9a-f]{64}");
        assertThat(fingerprint.of(List.of(1, 2))).isNotEqualTo(fingerprint.of(List.of(2, 1)));
    }

    @Test
    void what_differs_as_JSON_differs() throws Exception {
        List<Object> values = Arrays.asList(
                null,
                true,
                false,
                1,
                11,
                "1",
                "null",
                "true",
                "",
                List.of(),
                Map.of(),
                List.of(1, 1),
                List.of("1", "1"),
                List.of("1\"1:1"),
                List.of(List.of(1), 1),
                Map.of("a", "b"),
                List.of("a", "b"),
                Map.of("a", List.of("b")),
                new Pair("a", "b"),
                new Pair("ab", ""),
                new BigDecimal("0.10000000000000000000000000000000001"),
                new BigDecimal("0.1"));
        List<String> hashes = new ArrayList<>();
        for (Object value : values) {
            hashes.add(fingerprint.of(value));
        }

        assertThat(hashes).doesNotHaveDuplicates();
    }

    @Test
    void keys_of_one_scope_are_not_those_of_another() throws Exception {
        assertThat(fingerprint.ofKey("a", "blue")).isNotEqualTo(fingerprint.ofKey("a", "green"));
        assertThat(fingerprint.ofKey("b", "a")).isNotEqualTo(fingerprint.ofKey("ab", ""));
    }

    @Test
    void what_has_nothing_but_null_in_it_is_no_key() throws Exception {
        List<Object> missing = Arrays.asList(
                null, "", Optional.empty(), List.of(), Arrays.asList(null, null), Map.of(), new Pair(null, null));
        List<Object> keys = List.of(0, false, " ", List.of(0), new Pair("", null), Optional.of("a"));

        for (Object key : missing) {
            assertThat(fingerprint.ofKey(key, "")).as("%s", key).isNull();
        }
        for (Object key : keys) {
            assertThat(fingerprint.ofKey(key, "")).as("%s", key).isNotNull();
        }
    }
}
