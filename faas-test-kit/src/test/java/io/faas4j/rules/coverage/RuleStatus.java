package io.faas4j.rules.coverage;

import java.util.Arrays;

/** What this library owes a rule. */
enum RuleStatus {
    TESTED("tested"),
    NO_MEANING("no-meaning"),
    WAITS_FOR("waits-for");

    private final String word;

    RuleStatus(String word) {
        this.word = word;
    }

    static RuleStatus of(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word.equals(word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is no status of a rule".formatted(word)));
    }

    @Override
    public String toString() {
        return word;
    }
}
