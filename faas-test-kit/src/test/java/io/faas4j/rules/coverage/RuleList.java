package io.faas4j.rules.coverage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Every rule there is, in the order of the list. */
final class RuleList {

    private final Map<String, ListedRule> rules;

    private RuleList(Map<String, ListedRule> rules) {
        this.rules = rules;
    }

    static RuleList parse(Stream<String> lines) {
        Map<String, ListedRule> rules = new LinkedHashMap<>();
        lines.filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(ListedRule::parse)
                .forEach(rule -> {
                    if (rules.put(rule.id(), rule) != null) {
                        throw new IllegalArgumentException("%s is listed twice".formatted(rule.id()));
                    }
                });
        return new RuleList(rules);
    }

    /** The rules of several lists together. */
    static RuleList load(String... resources) {
        return parse(Arrays.stream(resources).flatMap(RuleList::lines));
    }

    private static Stream<String> lines(String resource) {
        try (InputStream in = RuleList.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource " + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Collection<ListedRule> rules() {
        return Collections.unmodifiableCollection(rules.values());
    }

    Optional<ListedRule> find(String id) {
        return Optional.ofNullable(rules.get(id));
    }
}
