package io.faas4j.samples.service;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import java.math.BigDecimal;

/** Version 1 of {@code price-quote}: the sum of the list prices. */
final class ListPrice implements Handler<Basket, Quote> {

    private final PriceList prices;

    ListPrice(PriceList prices) {
        this.prices = prices;
    }

    @Override
    public Quote handle(Basket basket, Context context) throws UnknownArticleException {
        return new Quote(basket.customer(), sum(prices, basket), "list price");
    }

    static BigDecimal sum(PriceList prices, Basket basket) throws UnknownArticleException {
        BigDecimal sum = BigDecimal.ZERO;
        for (Basket.Line line : basket.lines()) {
            sum = sum.add(prices.of(line.article()).multiply(BigDecimal.valueOf(line.quantity())));
        }
        return sum;
    }
}
