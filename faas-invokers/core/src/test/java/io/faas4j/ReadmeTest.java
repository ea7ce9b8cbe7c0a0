package io.faas4j;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the project's README promises of its programs. */
class ReadmeTest {

    private static final Pattern CLASS_NAME = Pattern.compile("public class (\\w+)");

    @TempDir
    Path folder;

    @Test
    void its_first_program_has_fifteen_lines_compiles_and_prints_what_is_shown() throws Exception {
        String readme = readme();
        String program = firstBlock("java", readme);
        String shown = firstBlock("text", readme);

        assertThat(program).hasLineCount(15);
        String className = compile(program);

        assertThat(outputOf(className)).isEqualTo(shown);
    }

    @Test
    void its_program_that_sends_events_compiles_and_prints_what_is_shown() throws Exception {
        String readme = readme();
        String section = readme.substring(readme.indexOf("\n## Sending events\n"));

        String className = compile(firstBlock("java", section));

        assertThat(outputOf(className)).isEqualTo(firstBlock("text", section));
    }

    private static String readme() throws IOException {
        return Files.readString(root().resolve("README.md")).replace("\r\n", "\n");
    }

    private String compile(String program) throws Exception {
        Matcher name = CLASS_NAME.matcher(program);
        assertThat(name.find()).isTrue();
        Path source = Files.writeString(folder.resolve(name.group(1) + ".java"), program);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-cp", System.getProperty("java.class.path"), "-d", folder.toString());
        StringWriter messages = new StringWriter();

        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
            boolean compiled = compiler.getTask(messages, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as(messages.toString()).isTrue();
        }
        return name.group(1);
    }

    private String outputOf(String className) throws Exception {
        var printed = new ByteArrayOutputStream();
        PrintStream before = System.out;
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            System.setOut(new PrintStream(printed, true, UTF_8));
            Class.forName(className, true, loader)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        return printed.toString(UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static String firstBlock(String language, String markdown) {
        String opening = "\n```" + language + "\n";
        int start = markdown.indexOf(opening) + opening.length();
        assertThat(start).as("a block of " + language).isGreaterThan(opening.length());
        return markdown.substring(start, markdown.indexOf("```", start));
    }

    /** Maven marks the root of a reactor with a folder. */
    private static Path root() {
        Path folder = Path.of(System.getProperty("basedir", "")).toAbsolutePath();
        while (!Files.isDirectory(folder.resolve(".mvn"))) {
            folder = folder.getParent();
        }
        return folder;
    }
}
