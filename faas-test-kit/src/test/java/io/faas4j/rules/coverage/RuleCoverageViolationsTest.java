package io.faas4j.rules.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RuleCoverageViolationsTest {

    private final RuleList list = RuleList.parse(Stream.of(
            "ALIAS-5  tested      an independent draw", "FN-3  no-meaning  no uploads", "ASYNC-1  waits-for  a queue"));

    @Test
    void nothing_is_wrong_when_exactly_the_tested_rules_are_named() {
        assertThat(coverage(Map.of("ALIAS-5", Set.of("AliasTest.draws"))).violations())
                .isEmpty();
    }

    @Test
    void a_tested_rule_that_no_test_names_is_reported() {
        assertThat(coverage(Map.of()).violations())
                .containsExactly("ALIAS-5 is listed as tested, but no test names it (an independent draw)");
    }

    @Test
    void a_rule_that_is_not_in_the_list_is_reported_with_its_tests() {
        var named = Map.of("ALIAS-5", Set.of("AliasTest.draws"), "ALIAS-55", Set.of("AliasTest.typo"));

        assertThat(coverage(named).violations())
                .containsExactly("ALIAS-55 is not in the list, but is named by AliasTest.typo");
    }

    @Test
    void a_rule_that_is_tested_though_it_has_no_meaning_or_waits_is_reported() {
        var named = Map.of(
                "ALIAS-5", Set.of("AliasTest.draws"),
                "FN-3", Set.of("UploadTest"),
                "ASYNC-1", Set.of("QueueTest.accepts"));

        assertThat(coverage(named).violations())
                .containsExactly(
                        "FN-3 is listed as no-meaning, but is named by UploadTest: move it to tested",
                        "ASYNC-1 is listed as waits-for, but is named by QueueTest.accepts: move it to tested");
    }

    @Test
    void the_table_counts_each_group_and_all() {
        assertThat(coverage(Map.of("ALIAS-5", Set.of("AliasTest.draws"))).table())
                .isEqualTo("""
                        rules          covered        of   no meaning     waiting
                        ALIAS                1         1            0           0
                        FN                   0         0            1           0
                        ASYNC                0         0            0           1
                        all                  1         1            1           1""");
    }

    private RuleCoverage coverage(Map<String, Set<String>> testsByRule) {
        return new RuleCoverage(list, testsByRule);
    }
}
