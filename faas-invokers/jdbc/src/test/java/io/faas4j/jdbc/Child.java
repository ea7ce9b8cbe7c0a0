package io.faas4j.jdbc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A JVM of its own with this one's class path. */
record Child(Process process, BufferedReader out) {

    private static final String SAID = "child: ";
    private static final int FIRST_JDK_THAT_WARNS = 22;

    static Child start(Class<?> main, Path temporary, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx256m");
        // It does not live long enough for more.
        command.add("-XX:TieredStopAtLevel=1");
        if (Runtime.version().feature() >= FIRST_JDK_THAT_WARNS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        // A process that is killed leaves there what it has unpacked.
        command.add("-Dorg.sqlite.tmpdir=" + temporary);
        command.add("-Dlogback.configurationFile=logback-jdbc.xml");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new Child(
                process, new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
    }

    /** Says something to whoever has started this process. */
    static void say(String text) {
        System.out.println(SAID + text);
    }

    /** The next thing that it says, whatever else it prints; null if it has ended. */
    String readLine() throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith(SAID)) {
            line = out.readLine();
        }
        return line == null ? null : line.substring(SAID.length());
    }

    /** Asks for its counts, once it has nothing to do. */
    long[] ask() throws IOException {
        tell('?');
        return Arrays.stream(readLine().split(" ")).mapToLong(Long::parseLong).toArray();
    }

    /** Tells it something by a letter. */
    void tell(char letter) throws IOException {
        process.getOutputStream().write(letter);
        process.getOutputStream().flush();
    }

    /** Lets it end. */
    void closeInput() throws IOException {
        process.getOutputStream().close();
    }

    /** As {@code kill -9} does; what it has printed can still be read. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
