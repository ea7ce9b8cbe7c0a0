package io.faas4j.soak;

import io.faas4j.function.Context;
import io.faas4j.function.ExecutionMode;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.Handler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.MDC;

/** The functions of the soak: quick, slow and timing out, failing, writing to scratch space, logging. */
final class MixedFunctions {

    static final String QUICK = "quick";
    static final String SLOW = "slow";
    static final String FAILING = "failing";
    static final String SCRATCH = "scratch";
    static final String LOGGING = "logging";
    static final List<String> ALL = List.of(QUICK, SLOW, FAILING, SCRATCH, LOGGING);

    static final String MDC_KEY = "soak-event";

    private static final int SLEEPS_PAST_ITS_TIMEOUT = 400;

    private final Leftovers leftovers;
    private final AtomicInteger revisions = new AtomicInteger();

    MixedFunctions(Leftovers leftovers) {
        this.leftovers = leftovers;
    }

    /** A new revision of a function, as a deployment brings it. */
    FunctionDefinition<Integer, Integer> next(String name) {
        return next(name, name);
    }

    /** A new revision that does what one of the functions does, under a name of its own. */
    FunctionDefinition<Integer, Integer> next(String name, String kind) {
        boolean isOnWorker = kind.equals(SLOW) || kind.equals(LOGGING);
        return FunctionDefinition.builder(name, Integer.class, Integer.class)
                .handlerFactory(init -> new Closing(leftovers.new Handle(), body(kind)))
                .description("revision " + revisions.incrementAndGet())
                .timeout(Duration.ofSeconds(1))
                .executionMode(isOnWorker ? ExecutionMode.WORKER : ExecutionMode.CALLER)
                .build();
    }

    private static Handler<Integer, Integer> body(String kind) {
        return switch (kind) {
            case SLOW -> MixedFunctions::slow;
            case FAILING -> MixedFunctions::fail;
            case SCRATCH -> MixedFunctions::write;
            case LOGGING -> MixedFunctions::log;
            default -> (event, context) -> event;
        };
    }

    /** A handler that is closed with its context. */
    private record Closing(Leftovers.Handle handle, Handler<Integer, Integer> body)
            implements Handler<Integer, Integer>, AutoCloseable {

        @Override
        public Integer handle(Integer event, Context context) throws Exception {
            return body.handle(event, context);
        }

        @Override
        public void close() {
            handle.close();
        }
    }

    /** Few run into their deadline; one in four of those takes no notice of its interrupt for a while. */
    private static Integer slow(Integer event, Context context) throws InterruptedException {
        if (event % SLEEPS_PAST_ITS_TIMEOUT != 0) {
            Thread.sleep(event % 3);
        } else if (event % (4 * SLEEPS_PAST_ITS_TIMEOUT) != 0) {
            Thread.sleep(5_000);
        } else {
            long end = System.nanoTime() + Duration.ofMillis(2_500).toNanos();
            while (System.nanoTime() - end < 0) {
                Thread.onSpinWait();
                try {
                    Thread.sleep(10);
                } catch (InterruptedException stubborn) {
                    Thread.onSpinWait();
                }
            }
        }
        return event;
    }

    private static Integer fail(Integer event, Context context) {
        if (event % 5 == 0) {
            throw new StackOverflowError("fatal: the context is reset");
        }
        if (event % 3 == 0) {
            throw new IllegalStateException("event " + event);
        }
        return event;
    }

    private static Integer write(Integer event, Context context) throws Exception {
        Path file = context.temporaryDirectory().resolve("event-" + event % 4);
        Files.writeString(file, "event " + event);
        return event;
    }

    /** What another invocation left in this thread's MDC would be found here. */
    private static Integer log(Integer event, Context context) {
        String found = MDC.get(MDC_KEY);
        if (found != null && !found.equals(String.valueOf(event))) {
            throw new AssertionError("event " + event + " found the MDC of event " + found);
        }
        MDC.put(MDC_KEY, String.valueOf(event));
        MDC.remove(MDC_KEY);
        return event;
    }
}
