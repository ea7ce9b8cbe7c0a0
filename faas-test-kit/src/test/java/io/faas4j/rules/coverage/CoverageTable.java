package io.faas4j.rules.coverage;

import static java.util.stream.Collectors.groupingBy;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A line for each group of rules, and their sum. */
final class CoverageTable {

    private static final String LINE = "%-12s %9s %9s %12s %11s";

    private final Map<String, List<ListedRule>> groups;
    private final Collection<ListedRule> rules;
    private final Predicate<ListedRule> covered;

    CoverageTable(Collection<ListedRule> rules, Predicate<ListedRule> covered) {
        this.groups = rules.stream().collect(groupingBy(ListedRule::group, LinkedHashMap::new, Collectors.toList()));
        this.rules = rules;
        this.covered = covered;
    }

    @Override
    public String toString() {
        StringBuilder table = new StringBuilder();
        table.append(LINE.formatted("rules", "covered", "of", "no meaning", "waiting"))
                .append('\n');
        groups.forEach((group, members) -> table.append(line(group, members)).append('\n'));
        return table.append(line("all", rules)).toString();
    }

    private String line(String name, Collection<ListedRule> members) {
        return LINE.formatted(
                name,
                members.stream()
                        .filter(rule -> rule.status() == RuleStatus.TESTED)
                        .filter(covered)
                        .count(),
                count(members, RuleStatus.TESTED),
                count(members, RuleStatus.NO_MEANING),
                count(members, RuleStatus.WAITS_FOR));
    }

    private static long count(Collection<ListedRule> members, RuleStatus status) {
        return members.stream().filter(rule -> rule.status() == status).count();
    }
}
