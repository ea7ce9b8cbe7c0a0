package io.faas4j.samples.quakewatch;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import io.faas4j.Faas;
import io.faas4j.async.DeadLetterFilter;
import io.faas4j.async.RedriveOptions;
import io.faas4j.event.AsyncFunction;
import io.faas4j.event.AttemptRecord;
import io.faas4j.event.DeadLetter;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A week in which each strong earthquake is sent to {@code alert} when it happens, and then the dead letters are redriven. It
 * goes by on virtual time: what waits for a minute, a retry or the next earthquake waits for nobody.
 */
final class AlertWeek implements AutoCloseable {

    static final double ALERTING_MAGNITUDE = 4.5;

    private static final String NAME = "alert";

    private final FaasTestRuntime runtime = FaasTestRuntime.create();
    private final Faas faas = runtime.faas();
    private final ControlRoom controlRoom = new ControlRoom();
    private final List<SeismicEvent> events;
    private final WeekClock clock;

    /** @param week in any order */
    AlertWeek(List<SeismicEvent> week) {
        this.events = week.stream()
                .filter(AlertWeek::isAlerting)
                .sorted(comparing(SeismicEvent::time))
                .toList();
        this.clock = new WeekClock(
                runtime.time(), events.isEmpty() ? Instant.EPOCH : events.get(0).time());
    }

    static boolean isAlerting(SeismicEvent event) {
        return event.isEarthquake() && event.magnitude() != null && event.magnitude() >= ALERTING_MAGNITUDE;
    }

    /** Lets the week go by, and redrives once what has failed in it. */
    AlertSummary run() {
        deploy();
        send();
        AlertCounts week = counts();
        Map<Reason, Long> reasons = reasons();
        int redriven = faas.deadLetters().redrive(DeadLetterFilter.of(NAME), RedriveOptions.AT_ONCE.perSecond(1));
        runtime.time().runUntilIdle();
        return new AlertSummary(week, reasons, redriven, counts());
    }

    private void deploy() {
        Pager pager = new Pager(clock::now);
        faas.deploy(FunctionDefinition.of(NAME, SeismicEvent.class, String.class, new Alert(pager)));
        faas.destinations().register(ControlRoom.REF, controlRoom);
        faas.eventInvokeConfigs()
                .put(NAME, EventInvokeConfig.create().maximumRetryAttempts(2).onSuccess(ControlRoom.REF));
    }

    private void send() {
        AsyncFunction<SeismicEvent> alert = faas.async(NAME, SeismicEvent.class);
        for (SeismicEvent event : events) {
            clock.advanceTo(event.time());
            alert.invoke(event);
        }
        runtime.time().runUntilIdle();
    }

    private AlertCounts counts() {
        long attempts = faas.snapshot().function(NAME).orElseThrow().counts().invocations();
        return new AlertCounts(faas.ledger(NAME), attempts, controlRoom.atOnce(), controlRoom.retried());
    }

    private Map<Reason, Long> reasons() {
        return faas.deadLetters().list(DeadLetterFilter.of(NAME)).stream()
                .collect(groupingBy(AlertWeek::reason, () -> new TreeMap<>(Reason.ORDER), counting()));
    }

    private static Reason reason(DeadLetter letter) {
        List<AttemptRecord> attempts = letter.attempts();
        String error =
                attempts.isEmpty() ? null : attempts.get(attempts.size() - 1).errorType();
        return new Reason(letter.condition().wireName(), error == null ? "" : error);
    }

    @Override
    public void close() {
        runtime.close();
    }
}
