package io.faas4j.samples.quakewatch;

import io.faas4j.function.Context;
import io.faas4j.function.Handler;

/** The function {@code alert}: pages whoever is on duty. That this may fail is not its own concern: it is tried again. */
final class Alert implements Handler<SeismicEvent, String> {

    private final Pager pager;

    Alert(Pager pager) {
        this.pager = pager;
    }

    @Override
    public String handle(SeismicEvent event, Context context) throws PagerDownException, LineBusyException {
        pager.page(event);
        return "paged for " + event.id();
    }
}
