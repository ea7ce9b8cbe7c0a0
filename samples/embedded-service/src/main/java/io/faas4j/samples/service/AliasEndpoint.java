package io.faas4j.samples.service;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.faas4j.Faas;
import io.faas4j.function.Alias;
import java.io.IOException;

/** {@code PUT /live/price-quote} with {@code {"version": "2", "share": 0.1}}: moves the canary. */
final class AliasEndpoint implements Endpoint {

    private static final ObjectReader STEP = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .build()
            .readerFor(Step.class);

    private final Faas faas;

    AliasEndpoint(Faas faas) {
        this.faas = faas;
    }

    private record Step(String version, double share) {}

    @Override
    public Answer answer(Call call) throws IOException {
        if (!call.method().equals("PUT")) {
            return Answer.error(405, "MethodNotAllowed", "A share is given with PUT.");
        }
        Step step = STEP.readValue(call.body());
        Alias live = new Rollout(faas, call.rest()).give(step.version(), step.share());
        return Answer.json(200, FunctionView.AliasView.of(live));
    }
}
