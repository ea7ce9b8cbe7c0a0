package io.faas4j.rules.coverage;

/** One line of the list: a rule, its status, and a word about it. */
record ListedRule(String id, RuleStatus status, String note) {

    static ListedRule parse(String line) {
        String[] parts = line.strip().split("\\s+", 3);
        if (parts.length < 3) {
            throw new IllegalArgumentException("ID, status and a word about it are needed, but there is: " + line);
        }
        return new ListedRule(parts[0], RuleStatus.of(parts[1]), parts[2]);
    }

    /** {@code ALIAS} for {@code ALIAS-5}, {@code ESM-SQS} for {@code ESM-SQS-1}, {@code MET} for {@code MET(Errors)}. */
    String group() {
        int end = id.endsWith(")") ? id.indexOf('(') : id.lastIndexOf('-');
        return id.substring(0, end);
    }
}
