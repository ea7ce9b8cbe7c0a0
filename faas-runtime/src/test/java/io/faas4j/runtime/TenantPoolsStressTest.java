package io.faas4j.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.error.TooManyRequestsException;
import io.faas4j.function.Context;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionRef;
import io.faas4j.function.Handler;
import io.faas4j.invocation.FunctionHandle;
import io.faas4j.invocation.InvokeOptions;
import io.faas4j.runtime.context.ContextPool;
import io.faas4j.runtime.time.VirtualTime;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many tenants come and go: none sees another's context, and nothing is left of them. */
@Tag("slow")
class TenantPoolsStressTest {

    private static final int CALLERS = 4;

    private final VirtualTime time = VirtualTime.create();
    private final Traffic traffic = new Traffic(System.nanoTime(), time, CALLERS - 1, Duration.ofSeconds(1));

    @AfterEach
    void close() {
        traffic.close();
    }

    /** One per execution context: notices a second tenant. */
    private static final class OfOneTenant implements Handler<Integer, Integer> {
        private @Nullable String tenant;

        @Override
        public Integer handle(Integer work, Context context) {
            String now = context.tenantId().orElseThrow();
            assertThat(tenant == null ? now : tenant).isEqualTo(now);
            tenant = now;
            for (int i = 0; i < work; i++) {
                Thread.onSpinWait();
            }
            return work;
        }
    }

    private static FunctionDefinition<Integer, Integer> function(String description) {
        return FunctionDefinition.builder("fn", Integer.class, Integer.class)
                .handlerFactory(init -> new OfOneTenant())
                .configure(configuration -> configuration.tenantIsolation(true))
                // Time goes a hundred times as fast as on the wall: a thread that has to wait for a processor shall not
                // time out.
                .timeout(Duration.ofMinutes(15))
                .description(description)
                .build();
    }

    private ContextPool pool() {
        return Objects.requireNonNull(
                        traffic.functions.route(FunctionRef.parse("fn")).target())
                .primary()
                .pool();
    }

    @Test
    void tenants_never_share_a_context_and_leave_nothing() throws Exception {
        traffic.functions.deploy(function("0"));
        FunctionHandle<Integer, Integer> fn = traffic.handle("fn", Integer.class, Integer.class);
        AtomicInteger served = new AtomicInteger();
        for (int i = 0; i < CALLERS; i++) {
            traffic.thread("caller-" + i, random -> {
                // Few that come often and many that come once.
                int tenant = random.nextBoolean() ? random.nextInt(3) : random.nextInt(100_000);
                try {
                    fn.with(InvokeOptions.NONE.tenantId("t" + tenant)).invoke(random.nextInt(200));
                    served.incrementAndGet();
                } catch (TooManyRequestsException throttle) {
                    Thread.onSpinWait();
                }
            });
        }
        traffic.thread("clock", random -> {
            time.advance(Duration.ofMillis(random.nextInt(100)));
            Thread.sleep(0, 500_000);
        });
        traffic.thread("deployer", random -> {
            traffic.functions.deploy(function(Integer.toString(random.nextInt(1_000))));
            Thread.sleep(random.nextInt(20));
        });

        traffic.run(Duration.ofSeconds(6));

        assertThat(served).hasValueGreaterThan(1_000);
        traffic.assertNoPlaceLostOrInvented();
        time.advance(Duration.ofMinutes(1));
        assertThat(pool().size()).isZero();
        assertThat(pool().tenants()).isZero();
    }

    @Test
    void idle_contexts_of_very_many_tenants_make_room_for_others() {
        traffic.functions.deploy(function(""));
        FunctionHandle<Integer, Integer> fn = traffic.handle("fn", Integer.class, Integer.class);

        for (int i = 0; i < 30_000; i++) {
            fn.with(InvokeOptions.NONE.tenantId("t" + i)).invoke(0);
        }

        assertThat(pool().size()).isEqualTo(10_000);
        assertThat(pool().tenants()).isEqualTo(10_000);
        traffic.assertNoPlaceLostOrInvented();
    }

    @Test
    void throttled_tenants_leave_nothing() {
        traffic.functions.deploy(function(""));
        traffic.functions.putConcurrency("fn", 0);
        FunctionHandle<Integer, Integer> fn = traffic.handle("fn", Integer.class, Integer.class);

        for (int i = 0; i < 1_000; i++) {
            try {
                fn.with(InvokeOptions.NONE.tenantId("t" + i)).invoke(0);
            } catch (TooManyRequestsException expected) {
                continue;
            }
            throw new AssertionError("not throttled");
        }

        assertThat(pool().tenants()).isZero();
    }
}
