package io.faas4j.samples.service;

import java.util.List;

/**
 * A request as customers send it.
 *
 * @param function with its alias
 * @param json the event
 */
record SampleRequest(String function, String json) {

    static final SampleRequest SMALL_QUOTE = new SampleRequest("price-quote:live", """
            {"customer": "Kowalski", "lines": [{"article": "A-1001", "quantity": 3}]}""");

    static final SampleRequest LARGE_QUOTE = new SampleRequest("price-quote:live", """
            {"customer": "Nakamura", "lines": [{"article": "A-1004", "quantity": 80},
                                               {"article": "A-1017", "quantity": 12}]}""");

    static final SampleRequest UNKNOWN_ARTICLE = new SampleRequest("price-quote:live", """
            {"customer": "Okafor", "lines": [{"article": "B-7", "quantity": 1}]}""");

    static final SampleRequest ORDER = new SampleRequest("order-check:live", """
            {"customer": "Nakamura", "lines": [{"article": "A-1004", "quantity": 80}]}""");

    static final SampleRequest MESSAGE = new SampleRequest("text-summary:live", """
            {"text": "The washers came on time. The washers were the wrong washers. Please send the right ones."}""");

    /** Mostly quotes; few of them for articles that nobody has. */
    static final List<SampleRequest> MIX =
            List.of(SMALL_QUOTE, SMALL_QUOTE, SMALL_QUOTE, LARGE_QUOTE, LARGE_QUOTE, LARGE_QUOTE, MESSAGE, ORDER);
}
