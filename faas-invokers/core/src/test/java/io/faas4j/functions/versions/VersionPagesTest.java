package io.faas4j.functions.versions;

import static io.faas4j.functions.Gate.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.Page;
import io.faas4j.functions.Refusal;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.registry.FunctionRegistry;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The versions of {@code fn}, page by page: {@code $LATEST} and 1 to 5, unless said otherwise. */
@Rule("VER-12")
class VersionPagesTest {

    private final Faas faas = Faas.builder()
            .time(VirtualTime.create())
            .random(RandomSource.seeded(1))
            .build();
    private final FunctionRegistry functions = faas.functions();

    @BeforeEach
    void deploy() {
        publish(1, 5);
    }

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    void pages_follow_each_other_and_the_last_one_has_no_marker() {
        Page<FunctionVersion> first = functions.listVersions("fn", 4);
        Page<FunctionVersion> second =
                functions.listVersions("fn", 4, first.nextMarker().orElseThrow());

        assertThat(numbers(first)).containsExactly("$LATEST", "1", "2", "3");
        assertThat(numbers(second)).containsExactly("4", "5");
        assertThat(second.nextMarker()).isEmpty();
    }

    @Test
    void a_page_that_holds_all_has_no_marker() {
        assertThat(functions.listVersions("fn", 6).nextMarker()).isEmpty();
        assertThat(functions.listVersions("fn", 10_000).items()).isEqualTo(functions.listVersions("fn"));
    }

    @Test
    void a_page_may_end_after_the_unpublished_version() {
        Page<FunctionVersion> first = functions.listVersions("fn", 1);

        assertThat(numbers(first)).containsExactly("$LATEST");
        assertThat(numbers(functions.listVersions("fn", 2, first.nextMarker().orElseThrow())))
                .containsExactly("1", "2");
    }

    @Test
    void a_page_has_at_most_fifty_versions() {
        publish(6, 51);

        Page<FunctionVersion> page = functions.listVersions("fn", 51);

        assertThat(page.items()).hasSize(50);
        assertThat(numbers(functions.listVersions("fn", 51, page.nextMarker().orElseThrow())))
                .containsExactly("50", "51");
    }

    @Test
    void deleting_and_publishing_between_two_pages_neither_skips_nor_repeats_a_version() {
        Page<FunctionVersion> first = functions.listVersions("fn", 4);

        functions.delete("fn:3");
        functions.delete("fn:4");
        publish(6, 6);

        assertThat(numbers(functions.listVersions("fn", 4, first.nextMarker().orElseThrow())))
                .containsExactly("5", "6");
    }

    @Test
    @Rule("ERR-0")
    void the_size_of_a_page_is_checked_before_anybody_looks_for_the_function() {
        assertThat(Refusal.of(() -> functions.listVersions("missing", 0)))
                .isEqualTo(Refusal.wrongForm("maxItems", 0, "Member must have value greater than or equal to 1"));
        assertThat(Refusal.of(() -> functions.listVersions("missing", 10_001)))
                .isEqualTo(Refusal.wrongForm("maxItems", 10_001, "Member must have value less than or equal to 10000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "live", "-1", "0", "01", "99999999999999999999", "$latest"})
    void a_marker_that_no_page_gave_is_refused(String marker) {
        assertThat(Refusal.of(() -> functions.listVersions("fn", 4, marker)))
                .isEqualTo(Refusal.invalidValue("'" + marker + "' is no marker of a list of versions."));
    }

    private void publish(int first, int last) {
        for (int version = first; version <= last; version++) {
            faas.deploy(answering("fn", Integer.toString(version)));
            faas.publish("fn");
        }
    }

    private static List<String> numbers(Page<FunctionVersion> page) {
        return page.items().stream().map(FunctionVersion::version).toList();
    }
}
