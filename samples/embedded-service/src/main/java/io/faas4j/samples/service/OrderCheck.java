package io.faas4j.samples.service;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import java.util.ArrayList;
import java.util.List;

/** {@code order-check}: says what is wrong with a basket. It asks a stock system, which takes its time. */
final class OrderCheck implements Handler<Basket, OrderCheck.Findings> {

    private static final int MOST_OF_ONE_ARTICLE = 100;

    private final PriceList prices;
    private final long stockSystemMillis;

    /**
     * @param prices which articles there are
     * @param stockSystemMillis how long the stock system takes to answer
     */
    OrderCheck(PriceList prices, long stockSystemMillis) {
        this.prices = prices;
        this.stockSystemMillis = stockSystemMillis;
    }

    /**
     * @param accepted whether nothing is wrong
     * @param problems what is, for people
     */
    record Findings(boolean accepted, List<String> problems) {}

    @Override
    public Findings handle(Basket basket, Context context) throws InterruptedException {
        Thread.sleep(stockSystemMillis);
        List<String> problems = new ArrayList<>();
        if (basket.lines().isEmpty()) {
            problems.add("the basket is empty");
        }
        for (Basket.Line line : basket.lines()) {
            if (!prices.has(line.article())) {
                problems.add("there is no article " + line.article());
            }
            if (line.quantity() < 1 || line.quantity() > MOST_OF_ONE_ARTICLE) {
                problems.add("1 to %d of one article, not %d of %s"
                        .formatted(MOST_OF_ONE_ARTICLE, line.quantity(), line.article()));
            }
        }
        return new Findings(problems.isEmpty(), List.copyOf(problems));
    }
}
