package io.faas4j.queue;

/** What one tenant has in a queue (rule FAIR-1). Used under the queue's lock. */
final class Tenant {

    final String name;
    final Line visible = new Line();
    final RecentTime processing = new RecentTime();

    /** All that are in the queue. */
    int messages;

    int inFlight;
    long lastSentNanos;

    /** Which place its first visible message has, while it has one: by that it is sorted. */
    long headOrder;

    boolean isNoisy;

    Tenant(String name) {
        this.name = name;
    }
}
