package io.faas4j.samples.service;

import java.util.List;

/**
 * What a customer wants to buy: the event of {@code price-quote} and {@code order-check}.
 *
 * @param customer who asks
 * @param lines what they want
 */
record Basket(String customer, List<Line> lines) {

    Basket {
        lines = List.copyOf(lines);
    }

    /**
     * Some of one article.
     *
     * @param article its number in the price list
     * @param quantity how many
     */
    record Line(String article, int quantity) {}
}
