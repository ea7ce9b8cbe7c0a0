package io.faas4j.samples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VertxInvokeTest {

    @Test
    void it_handles_every_event_and_is_compared() throws InterruptedException {
        VertxInvoke benchmark = new VertxInvoke(1_000);
        VertxInvoke.Bus bus = new VertxInvoke.Bus();
        try {
            benchmark.vertxEventBus(bus);
            benchmark.vertxEventBus(bus);
        } finally {
            bus.close();
        }

        assertThat(AsyncRatios.contestants()).contains("vertxEventBus");
    }
}
