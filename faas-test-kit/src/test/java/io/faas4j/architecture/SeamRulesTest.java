package io.faas4j.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.faas4j.architecture.fixture.seam.CommonPool;
import io.faas4j.architecture.fixture.seam.ElapsedTime;
import io.faas4j.architecture.fixture.seam.Later;
import io.faas4j.architecture.fixture.seam.Park;
import io.faas4j.architecture.fixture.seam.Pools;
import io.faas4j.architecture.fixture.seam.Randomness;
import io.faas4j.architecture.fixture.seam.Sleep;
import io.faas4j.architecture.fixture.seam.Threads;
import io.faas4j.architecture.fixture.seam.TimedWait;
import io.faas4j.architecture.fixture.seam.WallClock;
import io.faas4j.architecture.fixture.seam.allowed.WaitsAndValues;
import io.faas4j.architecture.fixture.seam.inside.SystemClock;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SeamRulesTest {

    private static final ArchRule RULE = SeamRules.onlyTheSeamAsksTheJvm(Violations.FIXTURES + ".seam.inside");

    @ParameterizedTest
    @ValueSource(
            classes = {
                WallClock.class,
                ElapsedTime.class,
                Sleep.class,
                Park.class,
                TimedWait.class,
                Later.class,
                Threads.class,
                Pools.class,
                CommonPool.class,
                Randomness.class
            })
    void each_method_of_a_class_that_goes_past_the_seam_is_reported(Class<?> type) {
        Class<?>[] typeAndNested = Stream.concat(Stream.of(type), Arrays.stream(type.getDeclaredClasses()))
                .toArray(Class<?>[]::new);

        List<String> violations = Violations.of(RULE, typeAndNested);

        assertThat(type.getDeclaredMethods())
                .filteredOn(method -> !method.isSynthetic())
                .allSatisfy(method -> assertThat(violations).anyMatch(text -> text.contains(named(method))));
    }

    @Test
    void a_class_that_extends_a_thread_is_reported() {
        assertThat(Violations.of(RULE, Threads.OwnThread.class)).isNotEmpty();
    }

    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void virtual_threads_are_reported(@TempDir Path folder) throws IOException {
        Path source = folder.resolve("Virtual.java");
        Files.writeString(source, """
                class Virtual {
                    void start_virtual(Runnable task) { Thread.startVirtualThread(task); }
                    Object builder() { return Thread.ofVirtual(); }
                    Object platform_builder() { return Thread.ofPlatform(); }
                }
                """);
        ToolProvider.getSystemJavaCompiler().run(null, null, null, source.toString());

        assertThat(Violations.of(RULE, new ClassFileImporter().importPath(folder)))
                .anyMatch(text -> text.contains("Virtual.start_virtual("))
                .anyMatch(text -> text.contains("Virtual.builder("))
                .anyMatch(text -> text.contains("Virtual.platform_builder("));
    }

    @Test
    void the_seam_itself_may() {
        assertThat(Violations.of(RULE, SystemClock.class, WaitsAndValues.class)).isEmpty();
    }

    @Test
    void waits_for_events_and_computing_with_times_are_fine() {
        assertThat(Violations.of(RULE, WaitsAndValues.class)).isEmpty();
    }

    private static String named(Method method) {
        return "%s.%s(".formatted(method.getDeclaringClass().getSimpleName(), method.getName());
    }
}
