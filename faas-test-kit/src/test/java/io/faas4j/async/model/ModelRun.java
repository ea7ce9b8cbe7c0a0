package io.faas4j.async.model;

import io.faas4j.async.AsyncSettings;
import io.faas4j.async.CloseReport;
import io.faas4j.async.DeadLetterFilter;
import io.faas4j.async.RedriveOptions;
import io.faas4j.async.queue.QueueSettings;
import io.faas4j.error.EventQueueFullException;
import io.faas4j.event.AcceptedEvent;
import io.faas4j.event.DeadLetter;
import io.faas4j.event.DestinationMessage;
import io.faas4j.event.DestinationRef;
import io.faas4j.event.EventCondition;
import io.faas4j.event.EventInvokeConfig;
import io.faas4j.event.EventOptions;
import io.faas4j.event.EventPriority;
import io.faas4j.event.EventState;
import io.faas4j.event.InvocationRecord;
import io.faas4j.event.Ledger;
import io.faas4j.function.AliasSpec;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.model.Trail;
import io.faas4j.testkit.FaasTestRuntime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A library under test and its model, taken through random steps together. */
final class ModelRun {

    private static final int CONCURRENCY = 200;
    private static final int FOR_SLOW = 100;
    private static final int MOST_BLOCKED = 60;

    private final long seed;
    private final Random random;
    private final Random handlers;
    private final FaasTestRuntime runtime;
    private final long start;
    private final Model model;
    private final Trail steps = new Trail();
    private final List<AcceptedEvent> recent = new ArrayList<>();
    private @Nullable Throwable seen;
    private int revisions;
    private int payloads;
    private int blocked;
    private boolean isNews;

    /** From then on time passes as it wants, and only the sums are looked at. */
    private boolean isClosing;

    ModelRun(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.handlers = new Random(~seed);
        AsyncSettings settings = AsyncSettings.builder()
                .deliveryAttempts(Model.DELIVERY_ATTEMPTS)
                .queue(QueueSettings.DEFAULT.maxEvents(Model.MOST_EVENTS).maxDeadLetters(Model.MOST_LETTERS))
                .build();
        this.runtime = FaasTestRuntime.builder()
                .seed(seed)
                .configure(builder ->
                        builder.concurrency(CONCURRENCY).unreservedMinimum(0).async(settings))
                .build();
        this.start = runtime.time().source().nanoTime();
        this.model = new Model(this::now);
        runtime.faas().destinations().register(DestinationRef.custom("box"), this::take);
        runtime.faas().destinations().register(DestinationRef.topic("dead"), this::take);
        runtime.faas().deploy(FunctionDefinition.of("ballast", String.class, String.class, (event, context) -> event));
        add(new ModelFunction("plain", false, false));
        add(new ModelFunction("queued", false, true));
        add(new ModelFunction(Model.SLOW, true, false));
        runtime.faas().functions().putConcurrency(Model.SLOW, FOR_SLOW);
    }

    private long now() {
        return (runtime.time().source().nanoTime() - start) / 1_000_000;
    }

    private void add(ModelFunction function) {
        model.functions.put(function.name, function);
        deploy(function);
        moveAlias(function);
    }

    private void deploy(ModelFunction function) {
        runtime.faas()
                .deploy(FunctionDefinition.builder(function.name, String.class, String.class)
                        .handler((event, context) -> handle(function, event, context))
                        .timeout(Duration.ofMillis(Model.TIMEOUT))
                        .configure(change -> change.deadLetterTarget(function.hasDeadLetterQueue ? "topic:dead" : null))
                        .description("revision " + ++revisions)
                        .build());
    }

    private void moveAlias(ModelFunction function) {
        String version = runtime.faas().publish(function.name).version();
        runtime.faas().alias(function.name, AliasSpec.of("live").version(version));
        function.live = version;
    }

    // ---- what the library calls ------------------------------------------------------------------------------------

    private String handle(ModelFunction function, String payload, Context context) throws Exception {
        if (isClosing) {
            return payload;
        }
        int plan = function.isSlow && blocked < MOST_BLOCKED ? handlers.nextInt(8) : handlers.nextInt(4);
        boolean isTooSlow = plan >= 6;
        ModelEvent event = seeing(() -> model.begins(
                function.name,
                context.requestId(),
                payload,
                context.functionVersion(),
                isTooSlow ? now() + Model.TIMEOUT : Long.MAX_VALUE));
        boolean isRecordWanted = function.config(event.qualifier).onSuccess().isPresent();
        blocked++;
        try {
            if (plan == 4 || plan == 5) {
                sleep(1_000);
            } else if (isTooSlow) {
                outstay(plan == 6);
                return "late";
            }
        } finally {
            blocked--;
        }
        if (plan == 0 || plan == 4) {
            seeing(() -> model.fails(event, IllegalStateException.class));
            throw new IllegalStateException("asked for");
        }
        if (plan == 1) {
            seeing(() -> model.fails(event, IllegalArgumentException.class));
            throw new IllegalArgumentException("asked for");
        }
        if (!isClosing) {
            seeing(() -> model.returns(event, isRecordWanted));
        }
        return "done";
    }

    private void outstay(boolean isStubborn) throws InterruptedException {
        try {
            sleep(10_000);
        } catch (InterruptedException deadline) {
            if (!isStubborn) {
                throw deadline;
            }
            sleep(2_000);
        }
    }

    private void sleep(long millis) throws InterruptedException {
        runtime.time().source().await(new CompletableFuture<>(), Duration.ofMillis(millis));
    }

    private void take(DestinationMessage message) {
        if (isClosing) {
            return;
        }
        boolean isTaken = seeing(() -> message instanceof InvocationRecord record
                ? model.takes(record)
                : model.takesDeadLetter(message.requestId()));
        if (!isTaken) {
            throw new IllegalStateException("refused");
        }
    }

    private interface Seen<T> {
        T now();
    }

    private <T> T seeing(Seen<T> look) {
        try {
            return look.now();
        } catch (AssertionError | RuntimeException wrong) {
            seen = seen == null ? wrong : seen;
            throw wrong;
        }
    }

    private void seeing(Runnable look) {
        seeing(() -> {
            look.run();
            return true;
        });
    }

    // ---- steps -----------------------------------------------------------------------------------------------------

    /** Throws an error that tells the seed and the last steps. */
    void run(int count) {
        try (runtime) {
            for (int i = 0; i < count; i++) {
                step();
                check();
            }
            shutDown();
        } catch (AssertionError | RuntimeException wrong) {
            throw new AssertionError("With seed %d, after\n  %s".formatted(seed, steps), wrong);
        }
    }

    private void check() {
        checkSeen();
        model.requireLedgers(runtime.faas().ledger(), runtime.faas()::ledger);
    }

    private void step() {
        int chosen = random.nextInt(1_000);
        if (chosen < 430) {
            pass();
            return;
        }
        isNews = true;
        ModelFunction function = any(model.functions.values());
        if (chosen < 860) {
            accept(function);
        } else if (chosen < 890) {
            cancel();
        } else if (chosen < 910) {
            configure(function);
        } else if (chosen < 920) {
            throttle();
        } else if (chosen < 930) {
            model.isRefusing = random.nextInt(3) == 0;
            steps.add(now(), "destinations refuse: %s", model.isRefusing);
        } else if (chosen < 940) {
            reserve(function);
        } else if (chosen < 995) {
            decide(function);
        } else if (chosen < 998) {
            deploy(function);
            moveAlias(function);
            steps.add(now(), "%s:live is %s", function, function.live);
        } else {
            delete(function);
        }
    }

    private <T> T any(Collection<T> of) {
        return of.stream().skip(random.nextInt(of.size())).findFirst().orElseThrow();
    }

    private void accept(ModelFunction function) {
        String qualifier = random.nextBoolean() ? "live" : "";
        long delay = random.nextInt(3) > 0 ? 0 : random.nextInt(function.isSlow ? 30_000 : 120_000);
        String lane = random.nextInt(4) == 0 ? "lane" + random.nextInt(3) : null;
        String key = random.nextInt(8) == 0 ? "key" + random.nextInt(10) : null;
        EventOptions options =
                EventOptions.NONE.after(Duration.ofMillis(delay)).priority(any(List.of(EventPriority.values())));
        options = lane == null ? options : options.orderKey(lane);
        options = key == null ? options : options.deduplicationKey(key);
        String payload = "payload" + ++payloads;
        UUID first = key == null ? null : function.firstWith(key, now());
        boolean isFull = function.open.size() >= Model.MOST_EVENTS || function.letters.size() >= Model.MOST_LETTERS;
        AcceptedEvent accepted;
        try {
            accepted = runtime.faas().invokeAsync(function.reference(qualifier), payload, options);
        } catch (EventQueueFullException full) {
            require((isFull && first == null) || !isExact(function), "Refused: " + full);
            return;
        }
        steps.add(
                now(),
                "accepted %s by %s:%s after %d ms, %s, %s",
                accepted.requestId(),
                function,
                qualifier,
                delay,
                lane,
                key);
        require(accepted.isDuplicate() == (first != null), "Taken for a duplicate, or not");
        if (first != null) {
            require(accepted.requestId().equals(first), "Another one's duplicate");
            return;
        }
        require(!isFull || !isExact(function), "Accepted above the bound");
        ModelEvent event = new ModelEvent(
                accepted.requestId(),
                function,
                qualifier,
                lane,
                payload,
                function.version(qualifier),
                now(),
                now() + delay);
        function.acceptedEvents++;
        function.count(EventState.QUEUED, 1);
        function.enter(event);
        if (key != null) {
            function.know(key, event.id, now() + Model.DEDUPLICATION);
        }
        if (recent.size() > 100) {
            recent.remove(0);
        }
        recent.add(accepted);
    }

    private boolean isExact(ModelFunction function) {
        return !function.isSlow || model.isAtRest();
    }

    private void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError(what + " at " + now());
        }
    }

    /** Never over a time at which something is to happen. */
    private void pass() {
        long next = model.next();
        long until = next == Long.MAX_VALUE ? now() + 1_000 : next;
        long span = random.nextInt(4) == 0 ? random.nextLong(until - now()) : until - now();
        advance(span);
    }

    private void advance(long millis) {
        steps.add(now(), "%d ms pass", millis);
        if (isNews) {
            // What is ready is so now, not when time has passed.
            isNews = false;
            runtime.time().advance(Duration.ZERO);
            checkSeen();
            model.settle();
        }
        runtime.time().advance(Duration.ofMillis(millis));
        checkSeen();
        model.settle();
    }

    private void checkSeen() {
        if (seen != null) {
            throw new AssertionError(seen.getMessage(), seen);
        }
    }

    private void cancel() {
        if (recent.isEmpty()) {
            return;
        }
        AcceptedEvent event = recent.get(random.nextInt(recent.size()));
        ModelEvent expected = find(event.requestId());
        boolean isToBe = expected != null && expected.isToBeInvoked() && expected.attempts == 0;
        boolean is = random.nextBoolean() ? event.cancel() : runtime.faas().cancel(event.requestId());
        steps.add(now(), "cancelled %s: %s", event.requestId(), is);
        require(is == isToBe, "Cancelled or not: " + expected);
        if (is && expected != null) {
            expected.function.leaveLane(expected, now());
            expected.function.forget(expected.id);
            Model.end(expected, EventState.CANCELLED);
        }
    }

    private @Nullable ModelEvent find(UUID id) {
        for (ModelFunction function : model.functions.values()) {
            ModelEvent event = function.open.get(id);
            if (event != null) {
                return event;
            }
        }
        return null;
    }

    private void configure(ModelFunction function) {
        String qualifier = random.nextBoolean() ? "live" : "";
        String reference = function.reference(qualifier);
        if (function.hasConfig(qualifier) && random.nextInt(4) == 0) {
            runtime.faas().functions().eventInvokeConfigs().delete(reference);
            function.config(qualifier, null);
            steps.add(now(), "%s: no configuration", reference);
            return;
        }
        EventInvokeConfig config = EventInvokeConfig.create().maximumRetryAttempts(random.nextInt(3));
        if (random.nextBoolean()) {
            config = config.neverRetry(IllegalArgumentException.class);
        }
        if (!function.isSlow && random.nextBoolean()) {
            config = config.maximumEventAge(Duration.ofSeconds(60 + random.nextInt(400)));
        }
        if (!function.isSlow && random.nextBoolean()) {
            config = config.onSuccess(DestinationRef.custom("box"));
        }
        if (!function.isSlow && random.nextBoolean()) {
            config = config.onFailure(DestinationRef.custom("box"));
        }
        runtime.faas().functions().eventInvokeConfigs().put(reference, config);
        function.config(qualifier, config);
        steps.add(now(), "%s: %s", reference, config);
    }

    private void throttle() {
        model.isThrottled = random.nextBoolean();
        if (model.isThrottled) {
            runtime.faas().functions().putConcurrency("ballast", CONCURRENCY - FOR_SLOW);
        } else {
            runtime.faas().functions().deleteConcurrency("ballast");
        }
        steps.add(now(), "throttled: %s", model.isThrottled);
    }

    private void reserve(ModelFunction function) {
        if (function.isSlow) {
            return;
        }
        function.isReservedNothing = random.nextInt(3) == 0;
        if (function.isReservedNothing) {
            runtime.faas().functions().putConcurrency(function.name, 0);
        } else {
            runtime.faas().functions().deleteConcurrency(function.name);
        }
        steps.add(now(), "%s is reserved nothing: %s", function, function.isReservedNothing);
    }

    private void delete(ModelFunction function) {
        if (function.isSlow) {
            return;
        }
        runtime.faas().functions().delete(function.name);
        function.discardAll();
        deploy(function);
        moveAlias(function);
        steps.add(now(), "%s deleted and deployed again, live is %s", function, function.live);
    }

    // ---- dead letters ----------------------------------------------------------------------------------------------

    private void decide(ModelFunction function) {
        if (function.letters.isEmpty() || !isExact(function)) {
            return;
        }
        ModelEvent letter = any(function.letters.values());
        switch (random.nextInt(6)) {
            case 0 -> {
                letter.payload = "payload" + ++payloads;
                require(
                        runtime.faas().deadLetters().edit(letter.id, '"' + letter.payload + '"'),
                        "Not edited: " + letter);
            }
            case 1, 2 -> {
                boolean hasRoom = function.open.size() < Model.MOST_EVENTS;
                steps.add(now(), "redriven %s", letter.id);
                require(runtime.faas().deadLetters().redrive(letter.id) == hasRoom, "Redriven or not: " + letter);
                if (hasRoom) {
                    redrive(letter, now());
                }
            }
            case 3 -> redriveAll(function);
            case 4 -> {
                require(runtime.faas().deadLetters().giveUp(letter.id), "Not given up: " + letter);
                take(letter, EventState.GIVEN_UP);
            }
            default -> {
                DeadLetterFilter filter = DeadLetterFilter.of(function.name).condition(condition(letter));
                int count = runtime.faas().deadLetters().purge(filter);
                for (ModelEvent each : List.copyOf(function.letters.values())) {
                    if (each.condition == letter.condition) {
                        take(each, EventState.PURGED);
                        count--;
                    }
                }
                require(count == 0, "More or less purged");
            }
        }
    }

    @SuppressWarnings("NullAway") // a letter has one
    private static EventCondition condition(ModelEvent letter) {
        return letter.condition;
    }

    private static void take(ModelEvent letter, EventState state) {
        letter.function.letters.remove(letter.id);
        letter.to(state);
    }

    private void redriveAll(ModelFunction function) {
        steps.add(now(), "redriven all of %s", function);
        DeadLetterFilter filter = DeadLetterFilter.of(function.name);
        // Those that died at the same time did so in any order.
        List<DeadLetter> letters = runtime.faas().deadLetters().list(filter);
        require(letters.size() == function.letters.size(), "More or less kept");
        int gone = runtime.faas().deadLetters().redrive(filter, RedriveOptions.AT_ONCE.perSecond(0.5));
        long due = now();
        for (DeadLetter each : letters) {
            ModelEvent letter = function.letters.get(each.requestId());
            require(letter != null, "Kept, but should not be: " + each);
            if (function.open.size() < Model.MOST_EVENTS) {
                redrive(letter, due);
                gone--;
            }
            due += 2_000;
        }
        require(gone == 0, "More or less redriven");
    }

    private void redrive(ModelEvent letter, long due) {
        ModelFunction function = letter.function;
        function.letters.remove(letter.id);
        if (letter.condition == EventCondition.SUCCESS) {
            letter.tries = 0;
            letter.due = due;
            function.open.put(letter.id, letter);
            letter.to(EventState.DELIVERING);
            return;
        }
        letter.attempts = 0;
        letter.errors = 0;
        letter.throttles = 0;
        letter.accepted = due;
        letter.version = function.version(letter.qualifier);
        letter.condition = null;
        letter.isOrphan = false;
        letter.again(due);
        function.enter(letter);
    }

    // ---- the end ---------------------------------------------------------------------------------------------------

    private void shutDown() {
        Set<UUID> open = new HashSet<>();
        model.functions.values().forEach(each -> open.addAll(each.open.keySet()));
        isClosing = true;
        CloseReport report = runtime.faas().shutdown();
        checkSeen();
        Ledger ledger = runtime.faas().ledger();
        require(ledger.isBalanced() && ledger.open() == 0, "Not all ended: " + ledger);
        require(report.abandoned().isEmpty(), "Abandoned " + report.abandoned());
        Set<UUID> handedBack = new HashSet<>();
        report.handedBack().forEach(each -> handedBack.add(each.requestId()));
        require(handedBack.size() == report.handedBack().size(), "Handed back twice");
        require(handedBack.size() == ledger.handedBack(), "Not those handed back: " + ledger);
        require(open.containsAll(handedBack), "Handed back, but had ended");
        require(report.finished() == open.size() - handedBack.size(), "Not those finished: " + report.finished());
    }
}
