package io.faas4j.samples.service;

/** What {@code price-quote} throws at a basket that it has no price for: a function error, status 502. */
final class UnknownArticleException extends Exception {

    private static final long serialVersionUID = 1L;

    UnknownArticleException(String article) {
        super("no price for article: " + article);
    }
}
