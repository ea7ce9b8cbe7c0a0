package io.faas4j.samples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Benchmarks run once here, in this JVM, so that they do not rot; what they measure then means nothing. */
class SyncInvokeTest {

    private static final List<String> METHODS = Arrays.stream(SyncInvoke.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Benchmark.class))
            .map(method -> method.getName())
            .toList();

    @BeforeAll
    static void othersMayMeasureOnThisMachine() {
        System.setProperty("jmh.ignoreLock", "true");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void every_benchmark_runs(int threads) throws Exception {
        var once = new OptionsBuilder()
                .include(SyncInvoke.class.getName())
                .mode(Mode.SingleShotTime)
                .warmupIterations(0)
                .measurementIterations(1)
                .threads(threads)
                .forks(0)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();

        Collection<RunResult> results = new Runner(once).run();

        assertThat(results)
                .extracting(result -> result.getParams().getBenchmark().replaceFirst(".*\\.", ""))
                .containsExactlyInAnyOrderElementsOf(METHODS);
    }

    @Test
    void every_benchmark_is_compared() {
        assertThat(SyncGoals.CONTESTANTS).containsExactlyInAnyOrderElementsOf(METHODS);
    }

    @Test
    void the_contestants_that_work_by_reference_give_the_same_answer() throws Throwable {
        SyncInvoke benchmark = new SyncInvoke();
        SyncInvoke.InCaller inCaller = new SyncInvoke.InCaller();
        SyncInvoke.InWorker inWorker = new SyncInvoke.InWorker();
        SyncInvoke.WithSimpleMeters withSimpleMeters = new SyncInvoke.WithSimpleMeters();
        SyncInvoke.WithPrometheus withPrometheus = new SyncInvoke.WithPrometheus();
        List<Object> answers = new ArrayList<>();

        answers.add(benchmark.limitPath(new LimitPath()));
        answers.add(benchmark.resilience4jDecorated(new SyncInvoke.Decorations()));
        answers.add(benchmark.bulkheadAndTimer(new SyncInvoke.LimitAndMeter()));
        answers.add(benchmark.faasCaller(inCaller));
        answers.add(benchmark.faasCallerByName(inCaller));
        answers.add(benchmark.faasWorker(inWorker));
        answers.add(benchmark.faasCallerSimpleMeters(withSimpleMeters));
        answers.add(benchmark.faasCallerPrometheus(withPrometheus));
        inCaller.close();
        inWorker.close();
        withSimpleMeters.close();
        withPrometheus.close();

        assertThat(answers).containsOnly(benchmark.directCall());
    }

    @Test
    void the_json_contestants_give_the_same_bytes() throws Exception {
        SyncInvoke benchmark = new SyncInvoke();
        SyncInvoke.Json json = new SyncInvoke.Json();

        Object bare = benchmark.bareJackson(json);
        Object throughFaas = benchmark.faasJson(json);
        json.close();

        assertThat((byte[]) throughFaas).isEqualTo((byte[]) bare);
    }

    @Test
    void the_json_payload_is_about_a_kilobyte() {
        assertThat(Order.sampleAsJson(new ObjectMapper())).hasSizeBetween(950, 1100);
    }

    @Test
    void the_limit_path_gives_its_permit_back_and_counts_the_call() throws Exception {
        LimitPath path = new LimitPath();

        new SyncInvoke().limitPath(path);

        assertThat(path.inUse()).isZero();
        assertThat(path.calls()).isOne();
    }
}
