package io.faas4j.samples.service;

import io.faas4j.Faas;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.HandlerFactory;
import java.time.Duration;

/** The functions of this service, each behind an alias {@code live}. */
final class Functions {

    static final String PRICE_QUOTE = "price-quote";
    static final String ORDER_CHECK = "order-check";
    static final String TEXT_SUMMARY = "text-summary";
    static final String LIVE = "live";

    /** How many orders may be checked at once: more than these would only wait for the stock system. */
    static final int CHECKS_AT_ONCE = 4;

    /** How many contexts of a quote are kept initialised: customers do not wait for the price list to be read. */
    static final int QUOTES_READY = 4;

    private static final long STOCK_SYSTEM_MILLIS = 20;

    private Functions() {}

    /** Deploys and publishes everything; {@code live} leads to the first version of each. */
    static void deployTo(Faas faas) {
        deployPriceQuote(faas);
        deployOrderCheck(faas);
        deployTextSummary(faas);
    }

    /** Two versions: the second waits for a canary to find out whether it is good. */
    private static void deployPriceQuote(Faas faas) {
        publishQuote(faas, init -> new ListPrice(PriceList.read()), "list prices");
        publishQuote(faas, init -> new VolumeDiscount(PriceList.read()), "five per cent off from 100 euros");
        faas.alias(PRICE_QUOTE, AliasSpec.of(LIVE).version("1"));
        faas.functions().provisioned().put(PRICE_QUOTE + ":" + LIVE, QUOTES_READY);
    }

    private static void publishQuote(Faas faas, HandlerFactory<Basket, Quote> code, String description) {
        faas.deploy(FunctionDefinition.builder(PRICE_QUOTE, Basket.class, Quote.class)
                .handlerFactory(code)
                .description(description)
                .build());
        faas.publish(PRICE_QUOTE);
    }

    /** A reservation: slow orders never take the places of quotes, and the stock system is never asked by too many. */
    private static void deployOrderCheck(Faas faas) {
        faas.deploy(FunctionDefinition.builder(ORDER_CHECK, Basket.class, OrderCheck.Findings.class)
                .handlerFactory(init -> new OrderCheck(PriceList.read(), STOCK_SYSTEM_MILLIS))
                .reservedConcurrency(CHECKS_AT_ONCE)
                .build());
        publishAsLive(faas, ORDER_CHECK);
    }

    /** A hard deadline: whatever text somebody sends, the caller has an answer after a second. */
    private static void deployTextSummary(Faas faas) {
        faas.deploy(FunctionDefinition.builder(TEXT_SUMMARY, TextSummary.Text.class, TextSummary.Summary.class)
                .handlerClass(TextSummary.class)
                .executionMode(ExecutionMode.WORKER)
                .timeout(Duration.ofSeconds(1))
                .build());
        publishAsLive(faas, TEXT_SUMMARY);
    }

    private static void publishAsLive(Faas faas, String function) {
        String version = faas.publish(function).version();
        faas.alias(function, AliasSpec.of(LIVE).version(version));
    }
}
