package io.faas4j.samples.service;

import java.io.IOException;

/** What answers the requests below one path. Safe for use by many threads. */
@FunctionalInterface
interface Endpoint {

    /**
     * Answers.
     *
     * @throws io.faas4j.error.FaasException which becomes the status it carries
     * @throws IOException if the request cannot be read: status 400
     */
    Answer answer(Call call) throws IOException;
}
