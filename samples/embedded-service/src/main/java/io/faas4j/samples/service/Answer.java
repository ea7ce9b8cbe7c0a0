package io.faas4j.samples.service;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faas4j.error.FaasException;
import io.faas4j.error.TooManyRequestsException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP response.
 *
 * @param status such as 200
 * @param contentType of the body
 * @param headers more of them, by name
 * @param body text, sent in UTF-8
 */
record Answer(int status, String contentType, Map<String, String> headers, String body) {

    private static final String JSON = "application/json";
    private static final ObjectWriter WRITER = JsonMapper.builder().build().writer();

    /** Tells a caller that was throttled when to come again. */
    private static final Map<String, String> IN_A_SECOND = Map.of("Retry-After", "1");

    Answer {
        headers = Map.copyOf(headers);
    }

    static Answer json(int status, Map<String, String> headers, String json) {
        return new Answer(status, JSON, headers, json);
    }

    static Answer json(int status, Object value) {
        try {
            return json(status, Map.of(), WRITER.writeValueAsString(value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not to be written as JSON: " + value, e);
        }
    }

    static Answer text(String contentType, String text) {
        return new Answer(200, contentType, Map.of(), text);
    }

    /**
     * What went wrong.
     *
     * @param message for people; null says nothing
     */
    static Answer error(int status, String error, @Nullable String message) {
        return json(status, Map.of("error", error, "message", Objects.requireNonNullElse(message, "")));
    }

    /** A refusal: no handler ran. Each carries the status that Lambda answers with: 404, 413, 429, ... */
    static Answer refusal(FaasException refused) {
        Answer answer = error(refused.httpStatus(), refused.code(), refused.getMessage());
        return refused instanceof TooManyRequestsException ? answer.with(IN_A_SECOND) : answer;
    }

    Answer with(Map<String, String> moreHeaders) {
        return new Answer(status, contentType, moreHeaders, body);
    }
}
