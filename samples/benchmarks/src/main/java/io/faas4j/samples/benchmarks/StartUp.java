package io.faas4j.samples.benchmarks;

import io.faas4j.Faas;
import io.faas4j.function.FunctionDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How much longer a fresh JVM takes until a function has answered than one that does nothing. {@code java -cp
 * samples/benchmarks/target/benchmarks.jar io.faas4j.samples.benchmarks.StartUp [runs]}
 *
 * <p>Starts child JVMs with its own class path, one of each kind in turn. Their whole life is measured from outside; from
 * inside, the time from the first line of {@code main} to the answer.
 */
public final class StartUp {

    private StartUp() {}

    /** The JVM that does nothing. */
    public static final class Empty {

        private Empty() {}

        /** Does nothing. */
        public static void main(String[] args) {
            System.out.println(0);
        }
    }

    /** The JVM that deploys one function and invokes it once. */
    public static final class FirstInvoke {

        private FirstInvoke() {}

        /** Prints how many nanoseconds went by until the answer was there. */
        public static void main(String[] args) {
            long start = System.nanoTime();
            try (Faas faas = Faas.create()) {
                faas.deploy(FunctionDefinition.of("greet", String.class, String.class, (name, context) -> name + "!"));
                String answer = faas.invoke("greet", "world", String.class);
                long end = System.nanoTime();
                if (!"world!".equals(answer)) {
                    throw new IllegalStateException("a wrong answer: " + answer);
                }
                System.out.println(end - start);
            }
        }
    }

    /**
     * What one child JVM took.
     *
     * @param outside milliseconds from its start to its end
     * @param inside milliseconds from the first line of its main method to its answer
     */
    record Run(double outside, double inside) {}

    /**
     * The program.
     *
     * @param args how many JVMs of each kind (15 if not given)
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Goal.print(measure(args.length > 0 ? Integer.parseInt(args[0]) : 15), System.out);
    }

    static List<Goal> measure(int runs) throws IOException, InterruptedException {
        List<Run> empty = new ArrayList<>();
        List<Run> first = new ArrayList<>();
        // The first of each finds cold files, and does not count.
        run(Empty.class);
        run(FirstInvoke.class);
        for (int i = 0; i < runs; i++) {
            empty.add(run(Empty.class));
            first.add(run(FirstInvoke.class));
        }
        double emptyJvm = Scores.median(empty.stream().map(Run::outside).toList());
        double firstInvoke = Scores.median(first.stream().map(Run::outside).toList());
        return List.of(
                Goal.shownOnly("empty JVM, whole life", emptyJvm, "ms"),
                Goal.shownOnly("JVM with one answer, whole life", firstInvoke, "ms"),
                Goal.shownOnly(
                        "from first line of main to answer",
                        Scores.median(first.stream().map(Run::inside).toList()),
                        "ms"),
                Goal.atMost("JVM with one answer - empty JVM", firstInvoke - emptyJvm, 300, "ms"));
    }

    private static Run run(Class<?> main) throws IOException, InterruptedException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), main.getName());
        builder.redirectError(ProcessBuilder.Redirect.DISCARD);
        long start = System.nanoTime();
        Process child = builder.start();
        String printed = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = child.waitFor();
        long end = System.nanoTime();
        if (exit != 0) {
            throw new IllegalStateException(main.getName() + " ended with status " + exit);
        }
        return new Run((end - start) / 1e6, Long.parseLong(printed.strip()) / 1e6);
    }
}
