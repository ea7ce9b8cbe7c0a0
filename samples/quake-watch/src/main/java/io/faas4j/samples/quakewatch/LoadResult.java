package io.faas4j.samples.quakewatch;

import io.faas4j.function.InitializationType;
import io.faas4j.invocation.InvocationResult;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;

/**
 * What became of the events of one replay.
 *
 * @param cold how many waited for an execution context to be made
 * @param warmOnDemand how many found a warm context that an earlier cold start had made
 * @param provisioned how many found a provisioned context
 * @param throttled how many were refused: as many as reserved were running
 * @param latencies of those that were not refused, from the moment at which the event was due
 */
record LoadResult(int cold, int warmOnDemand, int provisioned, int throttled, Percentiles latencies) {

    /**
     * One event that was assessed.
     *
     * @param isCold whether it waited for an execution context to be made
     * @param contextWas how that context was made
     * @param latency from the moment at which the event was due
     */
    record Answer(boolean isCold, InitializationType contextWas, Duration latency) {

        static Answer of(InvocationResult<Assessment> result, Duration latency) {
            Assessment assessment = Objects.requireNonNull(result.payload(), "assess never fails");
            return new Answer(result.report().coldStart(), assessment.contextWas(), latency);
        }

        boolean isProvisioned() {
            return contextWas == InitializationType.PROVISIONED_CONCURRENCY;
        }
    }

    static LoadResult of(Collection<Answer> answers, int throttled) {
        int cold = (int) answers.stream().filter(Answer::isCold).count();
        int provisioned = (int) answers.stream().filter(Answer::isProvisioned).count();
        return new LoadResult(
                cold,
                answers.size() - cold - provisioned,
                provisioned,
                throttled,
                new Percentiles(answers.stream().map(Answer::latency).toList()));
    }

    /** What ran on demand while contexts were provisioned: all of those were busy. */
    int spillover() {
        return provisioned == 0 ? 0 : cold + warmOnDemand;
    }

    int events() {
        return cold + warmOnDemand + provisioned + throttled;
    }
}
