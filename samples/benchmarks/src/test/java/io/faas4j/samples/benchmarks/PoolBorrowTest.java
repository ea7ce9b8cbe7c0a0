package io.faas4j.samples.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.runtime.context.ExecutionContext;
import io.faas4j.samples.benchmarks.PoolBorrow.Contestant;
import io.faas4j.samples.benchmarks.PoolRatios.Setting;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** The pools are compared fairly: each lends as many objects as it was filled with, and takes each back. */
class PoolBorrowTest {

    @ParameterizedTest
    @EnumSource
    void each_pool_lends_every_object_once_and_again_when_it_is_back(Contestant contestant) throws Exception {
        Rival<?> pool = contestant.filled(8);

        Set<Object> first = lendAll(pool, 8);
        Set<Object> second = lendAll(pool, 8);
        pool.close();

        assertThat(first).hasSize(8);
        assertThat(second).isEqualTo(first);
    }

    private static <T> Set<Object> lendAll(Rival<T> pool, int objects) throws Exception {
        Set<Object> lent = Collections.newSetFromMap(new IdentityHashMap<>());
        List<T> borrowed = new ArrayList<>();
        for (int i = 0; i < objects; i++) {
            borrowed.add(pool.borrow());
        }
        lent.addAll(borrowed);
        for (T one : borrowed) {
            pool.giveBack(one);
        }
        return lent;
    }

    @Test
    void the_context_pool_lends_warm_contexts_and_makes_no_more_than_it_was_filled_with() throws Exception {
        ContextPoolRival pool = new ContextPoolRival(3);

        ExecutionContext context = pool.borrow();
        assertThat(context.isWarm()).isTrue();
        pool.giveBack(context);

        assertThat(pool.size()).isEqualTo(3);
        pool.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8})
    void every_contest_runs(int threads) throws Exception {
        assertThat(run(PoolBorrow.class, threads)).hasSize(Contestant.values().length);
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void every_contest_of_virtual_threads_runs() throws Exception {
        assertThat(run(VirtualPoolBorrow.class, 1)).hasSize(2 * Contestant.values().length);
    }

    private static Collection<RunResult> run(Class<?> benchmark, int threads) throws Exception {
        System.setProperty("jmh.ignoreLock", "true");
        var once = new OptionsBuilder()
                .include("\\." + benchmark.getSimpleName() + "\\.")
                .mode(Mode.SingleShotTime)
                .warmupIterations(0)
                .measurementIterations(1)
                .threads(threads)
                .forks(0)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build();
        return new Runner(once).run();
    }

    @Test
    void the_context_pool_is_compared_with_each_other_pool_and_a_faster_one_misses_the_goal() {
        PoolRatios ratios = new PoolRatios(0, 1, TimeValue.milliseconds(1));
        Setting two = new Setting(2, false, false);
        ratios.scores().add(Contestant.CONTEXT_POOL, two, 10, 100);
        ratios.scores().add(Contestant.CONCURRENT_BAG, two, 10, 50);
        ratios.scores().add(Contestant.STORMPOT, two, 10, 120);

        List<Goal> ofTwo = ratios.goals().stream()
                .filter(goal -> goal.what().endsWith("threads: 2"))
                .toList();

        assertThat(ofTwo)
                .extracting(Goal::what)
                .containsExactly(
                        "concurrent_bag / context_pool, threads: 2",
                        "stormpot / context_pool, threads: 2",
                        "commons_pool2 / context_pool, threads: 2");
        assertThat(ofTwo).extracting(Goal::isMet).containsExactly(true, false, false);
        assertThat(ofTwo.get(0).value()).isEqualTo(0.5);
    }
}
