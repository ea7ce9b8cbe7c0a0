package io.faas4j.samples.service;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** {@code text-summary}: the words of a customer's message that occur most. */
final class TextSummary implements Handler<TextSummary.Text, TextSummary.Summary> {

    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}]+");
    private static final int SHORTEST = 4;
    private static final int MOST = 3;

    /** @param text of any length */
    record Text(String text) {}

    /**
     * @param words how many there are
     * @param frequent those that occur most, of four letters and more
     */
    record Summary(int words, List<String> frequent) {}

    @Override
    public Summary handle(Text event, Context context) {
        List<String> words = NO_LETTERS
                .splitAsStream(event.text().toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .toList();
        Map<String, Long> counts =
                words.stream().filter(word -> word.length() >= SHORTEST).collect(groupingBy(word -> word, counting()));
        List<String> frequent = counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST)
                .map(Map.Entry::getKey)
                .toList();
        return new Summary(words.size(), frequent);
    }
}
