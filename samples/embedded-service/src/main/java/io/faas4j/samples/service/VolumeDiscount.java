package io.faas4j.samples.service;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** Version 2 of {@code price-quote}, the canary: five per cent off from a hundred euros. */
final class VolumeDiscount implements Handler<Basket, Quote> {

    private static final BigDecimal FROM = BigDecimal.valueOf(100);
    private static final BigDecimal SHARE = new BigDecimal("0.95");

    private final PriceList prices;

    VolumeDiscount(PriceList prices) {
        this.prices = prices;
    }

    @Override
    public Quote handle(Basket basket, Context context) throws UnknownArticleException {
        BigDecimal sum = ListPrice.sum(prices, basket);
        if (sum.compareTo(FROM) < 0) {
            return new Quote(basket.customer(), sum, "list price");
        }
        return new Quote(basket.customer(), sum.multiply(SHARE).setScale(2, RoundingMode.HALF_UP), "volume discount");
    }
}
