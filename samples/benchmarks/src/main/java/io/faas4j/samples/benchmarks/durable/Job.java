package io.faas4j.samples.benchmarks.durable;

/** What all contestants are given. */
final class Job {

    private Job() {}

    /** A small JSON document. */
    static String text(long id) {
        return "{\"id\":%d,\"kind\":\"reading\",\"station\":\"BK.CMB\",\"magnitude\":2.4,\"place\":\"10 km NW of The Geysers\"}"
                .formatted(id);
    }

    /** The id in a text. */
    static long id(String text) {
        int from = text.indexOf(':') + 1;
        return Long.parseLong(text, from, text.indexOf(',', from), 10);
    }
}
