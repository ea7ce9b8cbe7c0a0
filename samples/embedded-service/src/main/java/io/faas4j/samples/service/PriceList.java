package io.faas4j.samples.service;

import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** What each article costs. Read when an execution context is made: a cold start's price, paid once for each context. */
final class PriceList {

    private static final String RESOURCE = "prices.csv";

    private final Map<String, BigDecimal> euros;

    private PriceList(Map<String, BigDecimal> euros) {
        this.euros = euros;
    }

    static PriceList read() throws IOException {
        try (InputStream csv = PriceList.class.getResourceAsStream(RESOURCE)) {
            if (csv == null) {
                throw new FileNotFoundException(RESOURCE);
            }
            var lines = new BufferedReader(new InputStreamReader(csv, StandardCharsets.UTF_8)).lines();
            return new PriceList(lines.skip(1)
                    .map(line -> line.split(",", 3))
                    .collect(Collectors.toUnmodifiableMap(cells -> cells[0], cells -> new BigDecimal(cells[1]))));
        }
    }

    boolean has(String article) {
        return euros.containsKey(article);
    }

    /**
     * What one piece costs, in euros.
     *
     * @throws UnknownArticleException if the list does not have it
     */
    BigDecimal of(String article) throws UnknownArticleException {
        BigDecimal price = euros.get(article);
        if (price == null) {
            throw new UnknownArticleException(article);
        }
        return price;
    }
}
