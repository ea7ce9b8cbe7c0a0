package io.faas4j.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.faas4j.error.InvalidArgumentException;
import io.faas4j.error.ResourceInUseException;
import io.faas4j.error.ValidationException;
import io.faas4j.function.ArnScope;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.Tasks;
import io.faas4j.runtime.time.TimeSource;
import io.faas4j.runtime.time.VirtualTime;
import io.faas4j.runtime.time.WorkerThreads;
import io.faas4j.source.QueueMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files under a folder, and the messages about them. */
class DirectorySourceTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final VirtualTime time = VirtualTime.create();
    private final Directories directories =
            new Directories(ArnScope.DEFAULT, time, RandomSource.seeded(1), new OnTheTimesThread());
    private int changes;

    @TempDir
    private Path folder = Path.of("");

    /** Looks at folders while time advances. */
    private static final class OnTheTimesThread implements WorkerThreads {

        @Override
        public Thread newThread(String name, Runnable body) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Tasks tasks(String name, TimeSource source) {
            return new Tasks() {
                @Override
                public void execute(Runnable task) {
                    task.run();
                }

                @Override
                public void close() {}
            };
        }
    }

    @AfterEach
    void closeAll() {
        directories.close();
        assertThat(time.runNext(Duration.ofMinutes(2))).isFalse();
    }

    /** Each write is another version, also within the resolution of the disk's clock. */
    private void write(String key, String text) {
        try {
            Path file = folder.resolve(key);
            Path parent = file.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file, text);
            Files.setLastModifiedTime(
                    file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(++changes)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private DirectorySource watch(DirectorySettings settings) {
        DirectorySource source = directories.watch(folder, settings.bucket("inbox"));
        time.advance(SECOND);
        return source;
    }

    private DirectorySource watch() {
        return watch(DirectorySettings.DEFAULT);
    }

    private static List<QueueMessage> receive(DirectorySource source) {
        try {
            return source.receive(100, TIMEOUT);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Receives and deletes all, and tells what and which. */
    private static List<String> news(DirectorySource source) {
        List<String> told = new ArrayList<>();
        for (JsonNode event : events(source)) {
            String key = event.at("/s3/object/key").asText();
            told.add((event.get("eventName").asText().startsWith("ObjectCreated") ? "+" : "-") + key);
        }
        return told.stream().sorted().toList();
    }

    private static List<JsonNode> events(DirectorySource source) {
        List<QueueMessage> messages = receive(source);
        assertThat(source.delete(messages)).isEmpty();
        List<JsonNode> events = new ArrayList<>();
        for (QueueMessage message : messages) {
            JsonNode records = parse(message).get("Records");
            assertThat(records).hasSize(1);
            events.add(records.get(0));
        }
        return events;
    }

    private static JsonNode parse(QueueMessage message) {
        try {
            return JSON.readTree(message.body());
        } catch (IOException e) {
            throw new AssertionError(message.bodyAsText(), e);
        }
    }

    // ---- messages ---------------------------------------------------------------------------------------------------

    @Test
    @Rule({"OBJECT-3", "OBJECT-8"})
    void a_message_is_that_of_s3() {
        write("in/a.txt", "hello");
        JsonNode created = events(watch()).get(0);

        assertThat(created.get("eventVersion").asText()).isEqualTo("2.1");
        assertThat(created.get("eventSource").asText()).isEqualTo("aws:s3");
        assertThat(created.get("awsRegion").asText()).isEqualTo("local-1");
        assertThat(created.get("eventTime").asText()).matches("2026-01-01T00:00:00\\.\\d{3}Z");
        assertThat(created.get("eventName").asText()).isEqualTo("ObjectCreated:Put");
        assertThat(created.at("/userIdentity/principalId").asText()).isNotEmpty();
        assertThat(created.at("/requestParameters/sourceIPAddress").asText()).isEqualTo("127.0.0.1");
        assertThat(created.at("/responseElements/x-amz-request-id").asText()).hasSize(36);
        JsonNode s3 = created.get("s3");
        assertThat(s3.get("s3SchemaVersion").asText()).isEqualTo("1.0");
        assertThat(s3.get("configurationId").asText()).isEqualTo("inbox");
        assertThat(s3.get("bucket").toString())
                .isEqualTo("{\"name\":\"inbox\",\"ownerIdentity\":{\"principalId\":\"faas4j\"},"
                        + "\"arn\":\"arn:aws:s3:::inbox\"}");
        assertThat(s3.at("/object/key").asText()).isEqualTo("in/a.txt");
        assertThat(s3.at("/object/size").asInt()).isEqualTo(5);
        assertThat(s3.at("/object/eTag").asText()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
    }

    @Test
    @Rule("OBJECT-3")
    void a_removal_has_neither_size_nor_etag() throws IOException {
        write("a.txt", "hello");
        DirectorySource source = watch();
        news(source);
        Files.delete(folder.resolve("a.txt"));
        time.advance(SECOND);

        JsonNode removed = events(source).get(0);

        assertThat(removed.get("eventName").asText()).isEqualTo("ObjectRemoved:Delete");
        assertThat(removed.at("/s3/object").has("size")).isFalse();
        assertThat(removed.at("/s3/object").has("eTag")).isFalse();
    }

    @Test
    @Rule("OBJECT-4")
    void a_key_is_encoded_as_in_a_form_but_for_its_slashes() {
        write("2026/my file+(1)ü.txt", "a");

        assertThat(news(watch())).containsExactly("+2026/my+file%2B%281%29%C3%BC.txt");
    }

    @Test
    @Rule("OBJECT-5")
    void the_sequencer_of_a_key_grows() throws IOException {
        DirectorySource source = watch();
        List<String> sequencers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            if (i % 3 == 2) {
                Files.delete(folder.resolve("a"));
            } else {
                write("a", "version " + i);
            }
            time.advance(Duration.ofSeconds(2));
            events(source)
                    .forEach(event ->
                            sequencers.add(event.at("/s3/object/sequencer").asText()));
        }

        assertThat(sequencers)
                .hasSize(20)
                .doesNotHaveDuplicates()
                .isSorted()
                .allMatch(text -> text.matches("[0-9A-F]{16}"));
    }

    // ---- what is told -----------------------------------------------------------------------------------------------

    @Test
    @Rule("OBJECT-8")
    void what_is_there_at_the_start_counts_as_created_and_later_changes_are_told_once() throws IOException {
        write("a", "1");
        write("sub/b", "1");
        DirectorySource source = watch();
        assertThat(news(source)).containsExactly("+a", "+sub/b");

        time.advance(Duration.ofMinutes(1));
        assertThat(news(source)).isEmpty();
        write("a", "2");
        write("c", "1");
        Files.delete(folder.resolve("sub/b"));
        time.advance(Duration.ofSeconds(2));
        assertThat(news(source)).containsExactly("+a", "+c", "-sub/b");

        time.advance(Duration.ofMinutes(1));
        assertThat(news(source)).isEmpty();
    }

    @Test
    @Rule("OBJECT-8")
    void a_file_is_told_of_when_it_rests_for_the_quiet_period() throws IOException {
        DirectorySource source = watch();
        for (int i = 0; i < 10; i++) {
            write("growing", "x".repeat(i));
            time.advance(Duration.ofMillis(400));
            assertThat(receive(source)).isEmpty();
        }
        write("short-lived", "x");
        time.advance(Duration.ofMillis(400));
        Files.delete(folder.resolve("short-lived"));

        time.advance(Duration.ofSeconds(3));
        assertThat(events(source)).singleElement().satisfies(event -> {
            assertThat(event.at("/s3/object/key").asText()).isEqualTo("growing");
            assertThat(event.at("/s3/object/size").asInt()).isEqualTo(9);
        });
    }

    @Test
    @Rule("OBJECT-8")
    void a_move_is_a_removal_and_a_creation_and_a_replacement_is_a_creation() throws IOException {
        write("a", "1");
        write("b", "2");
        write("new", "3");
        DirectorySource source = watch();
        news(source);

        Files.move(folder.resolve("a"), folder.resolve("moved"));
        Files.setLastModifiedTime(folder.resolve("new"), Files.getLastModifiedTime(folder.resolve("b")));
        Files.move(folder.resolve("new"), folder.resolve("b"), StandardCopyOption.REPLACE_EXISTING);
        time.advance(Duration.ofSeconds(3));

        assertThat(news(source)).containsExactly("+b", "+moved", "-a", "-new");
    }

    @Test
    @Rule("OBJECT-1")
    void only_keys_with_the_prefix_and_the_suffix_are_told_of() throws IOException {
        write("in/a.csv", "1");
        write("in/a.txt", "1");
        write("out/a.csv", "1");
        write("in/b/c.csv", "1");
        DirectorySource source = watch(DirectorySettings.DEFAULT.prefix("in/").suffix(".csv"));

        assertThat(news(source)).containsExactly("+in/a.csv", "+in/b/c.csv");
        Files.delete(folder.resolve("out/a.csv"));
        time.advance(SECOND);
        assertThat(news(source)).isEmpty();
    }

    @Test
    @Rule("OBJECT-8")
    void a_folder_that_cannot_be_read_is_not_an_empty_one() throws IOException {
        Path root = Files.createDirectory(folder.resolve("root"));
        write("root/a", "1");
        DirectorySource source = directories.watch(root);
        time.advance(SECOND);
        assertThat(news(source)).containsExactly("+a");

        Files.move(root, folder.resolve("away"));
        time.advance(SECOND);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> source.receive(1, TIMEOUT));
        Files.move(folder.resolve("away"), root);
        time.advance(SECOND);

        assertThat(news(source)).isEmpty();
    }

    // ---- bounds -----------------------------------------------------------------------------------------------------

    @Test
    void files_for_whose_messages_there_is_no_room_are_told_of_when_there_is() {
        for (int i = 0; i < 5; i++) {
            write("file-" + i, "1");
        }
        DirectorySource source = watch(DirectorySettings.DEFAULT.maxMessages(2));
        List<String> told = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<String> news = news(source);
            assertThat(news).hasSizeBetween(1, 2);
            told.addAll(news);
            time.advance(SECOND);
        }

        assertThat(told).containsExactlyInAnyOrder("+file-0", "+file-1", "+file-2", "+file-3", "+file-4");
    }

    @Test
    void with_too_many_files_whoever_receives_learns_so() throws IOException {
        for (int i = 0; i < 3; i++) {
            write("file-" + i, "1");
        }
        DirectorySource source = watch(DirectorySettings.DEFAULT.maxFiles(2));
        List<String> told = new ArrayList<>(news(source));
        assertThat(told).hasSize(2);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> source.receive(1, TIMEOUT))
                .withMessageContaining("more than 2 files");

        Files.delete(folder.resolve(told.get(0).substring(1)));
        time.advance(Duration.ofSeconds(3));

        told.addAll(news(source));
        assertThat(told).contains("+file-0", "+file-1", "+file-2").hasSize(4);
    }

    // ---- as a queue -------------------------------------------------------------------------------------------------

    @Test
    @Rule("OBJECT-8")
    void a_message_that_is_not_deleted_comes_again() {
        write("a", "1");
        DirectorySource source = watch();
        AtomicInteger woken = new AtomicInteger();
        var subscription = source.listen(woken::incrementAndGet).orElseThrow();
        QueueMessage first = receive(source).get(0);
        assertThat(receive(source)).isEmpty();
        assertThat(first.receiveCount()).isEqualTo(1);

        time.advance(TIMEOUT);
        assertThat(woken).hasPositiveValue();
        QueueMessage second = receive(source).get(0);
        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(second.receiveCount()).isEqualTo(2);
        source.changeVisibility(List.of(second), Duration.ZERO);
        QueueMessage third = receive(source).get(0);
        assertThat(third.receiveCount()).isEqualTo(3);
        source.delete(List.of(third));
        source.changeVisibility(List.of(third), TIMEOUT);

        subscription.close();
        woken.set(0);
        write("b", "1");
        time.advance(Duration.ofMinutes(1));
        assertThat(woken).hasValue(0);
        assertThat(news(source)).containsExactly("+b");
        assertThat(source.isFifo()).isFalse();
        assertThat(source.arn()).isEqualTo("arn:aws:s3:::inbox");
        assertThat(source.visibilityTimeout()).isEqualTo(TIMEOUT);
    }

    @Test
    void who_listens_is_woken_by_news() {
        DirectorySource source = watch();
        AtomicInteger woken = new AtomicInteger();
        source.listen(woken::incrementAndGet);
        source.listen(() -> {
            throw new IllegalStateException("not today");
        });

        write("a", "1");
        time.advance(Duration.ofSeconds(2));

        assertThat(woken).hasValue(1);
    }

    // ---- folders ----------------------------------------------------------------------------------------------------

    @Test
    void a_folder_has_to_be_there_and_is_watched_once_under_a_name() throws IOException {
        DirectorySource source = directories.watch(folder, DirectorySettings.DEFAULT.bucket("b"));

        assertThatExceptionOfType(InvalidArgumentException.class)
                .isThrownBy(() -> directories.watch(folder.resolve("missing")));
        assertThatExceptionOfType(ResourceInUseException.class)
                .isThrownBy(() -> directories.watch(
                        Files.createDirectory(folder.resolve("x")), DirectorySettings.DEFAULT.bucket("b")));
        source.close();
        source.close();
        assertThat(directories.watch(folder, DirectorySettings.DEFAULT.bucket("b")))
                .isNotSameAs(source);
        assertThat(directories.watch(folder).bucket()).isEqualTo(String.valueOf(folder.getFileName()));
    }

    @Test
    void settings_have_ranges() {
        for (Runnable wrong : List.<Runnable>of(
                () -> DirectorySettings.DEFAULT.bucket(""),
                () -> DirectorySettings.DEFAULT.quietPeriod(Duration.ofMillis(-1)),
                () -> DirectorySettings.DEFAULT.scanInterval(Duration.ofMillis(9)),
                () -> DirectorySettings.DEFAULT.visibilityTimeout(Duration.ofHours(13)),
                () -> DirectorySettings.DEFAULT.maxFiles(0),
                () -> DirectorySettings.DEFAULT.maxMessages(0))) {
            assertThatExceptionOfType(ValidationException.class).isThrownBy(wrong::run);
        }
    }
}
