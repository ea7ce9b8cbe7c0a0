package io.faas4j.rules.coverage;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** The list of rules, held against the rules that tests name. */
final class RuleCoverage {

    private final RuleList list;
    private final Map<String, Set<String>> testsByRule;

    /** @param testsByRule for each ID that is named by a test, the tests that name it */
    RuleCoverage(RuleList list, Map<String, Set<String>> testsByRule) {
        this.list = list;
        this.testsByRule = testsByRule;
    }

    boolean covers(ListedRule rule) {
        return testsByRule.containsKey(rule.id());
    }

    /** What is wrong, a sentence each; empty if the list and the tests agree. */
    List<String> violations() {
        return Stream.of(untested(), unknown(), unexpected())
                .flatMap(sentences -> sentences)
                .toList();
    }

    private Stream<String> untested() {
        return list.rules().stream()
                .filter(rule -> rule.status() == RuleStatus.TESTED && !covers(rule))
                .map(rule -> "%s is listed as tested, but no test names it (%s)".formatted(rule.id(), rule.note()));
    }

    private Stream<String> unknown() {
        return testsByRule.keySet().stream()
                .filter(id -> list.find(id).isEmpty())
                .map(id -> "%s is not in the list, but is named by %s".formatted(id, tests(id)));
    }

    private Stream<String> unexpected() {
        return list.rules().stream()
                .filter(rule -> rule.status() != RuleStatus.TESTED && covers(rule))
                .map(rule -> "%s is listed as %s, but is named by %s: move it to tested"
                        .formatted(rule.id(), rule.status(), tests(rule.id())));
    }

    private String tests(String id) {
        return String.join(", ", testsByRule.get(id));
    }

    /** A line for each group: how many of its tested rules are covered, how many have no meaning, how many wait. */
    String table() {
        return new CoverageTable(list.rules(), this::covers).toString();
    }
}
