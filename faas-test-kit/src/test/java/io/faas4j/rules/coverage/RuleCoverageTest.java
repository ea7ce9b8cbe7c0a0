package io.faas4j.rules.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Each rule that is listed as tested has a test, and no test names another one. */
class RuleCoverageTest {

    /** The modules whose tests count: this one and those built before it. */
    private static final List<String> MODULES =
            List.of("faas-api", "faas-runtime", "faas-invokers/core", "faas-test-kit");

    @Test
    void tests_and_the_lists_of_rules_agree() {
        RuleList list = RuleList.load("/rules/lambda-rules.txt", "/rules/event-rules.txt", "/rules/stream-rules.txt");
        var named = NamedRules.in(ReactorTestClasses.of(MODULES), new RunTests());
        RuleCoverage coverage = new RuleCoverage(list, named);

        System.out.println(coverage.table());

        assertThat(coverage.violations()).isEmpty();
    }
}
