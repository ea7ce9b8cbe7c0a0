package io.faas4j.functions;

import static io.faas4j.functions.Gate.answering;
import static org.assertj.core.api.Assertions.assertThat;

import io.faas4j.Faas;
import io.faas4j.function.FunctionConfiguration;
import io.faas4j.function.FunctionDefinition;
import io.faas4j.function.FunctionVersion;
import io.faas4j.function.Handler;
import io.faas4j.rules.Rule;
import io.faas4j.runtime.time.RandomSource;
import io.faas4j.runtime.time.VirtualTime;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a new function is at once, and what is said of it. */
class FunctionCreationTest {

    private final VirtualTime time = VirtualTime.startingAt(Instant.parse("2026-03-04T05:06:07Z"));
    private final Faas faas =
            Faas.builder().time(time).random(RandomSource.seeded(1)).build();

    @AfterEach
    void close() {
        faas.close();
    }

    @Test
    @Rule("FN-4")
    void a_created_function_is_active_and_can_be_invoked_at_once() {
        FunctionVersion created = faas.functions().create(answering("fn", "here"));

        assertThat(created.state()).isEqualTo(FunctionVersion.State.ACTIVE);
        assertThat(created.version()).isEqualTo("$LATEST");
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("here");
        assertThat(faas.functions().get("fn")).isEqualTo(created);
    }

    @Test
    @Rule("FN-16")
    void a_name_is_taken_once() {
        faas.functions().create(answering("fn", "first"));

        Refusal refusal = Refusal.of(() -> faas.functions().create(answering("fn", "second")));

        assertThat(refusal).isEqualTo(Refusal.conflict("Function already exist: fn"));
        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("first");
    }

    @Test
    @Rule("FN-16")
    void names_that_differ_in_case_are_two_names() {
        faas.functions().create(answering("fn", "small"));
        faas.functions().create(answering("FN", "large"));

        assertThat(faas.invoke("fn", "event", String.class)).isEqualTo("small");
        assertThat(faas.invoke("FN", "event", String.class)).isEqualTo("large");
    }

    /** Code with bytes of its own. */
    public static final class Echo implements Handler<String, String> {
        @Override
        public String handle(String event, io.faas4j.function.Context context) {
            return event;
        }
    }

    @Test
    @Rule("FN-11")
    void the_code_of_a_class_is_the_sha_256_of_its_class_file() throws IOException, NoSuchAlgorithmException {
        FunctionVersion created = faas.deploy(ofClass("fn"));

        assertThat(created.codeSha256()).isEqualTo(sha256(Echo.class));
    }

    @Test
    @Rule("FN-11")
    void the_same_code_has_the_same_hash_in_two_functions() {
        FunctionVersion one = faas.deploy(ofClass("one"));
        FunctionVersion two = faas.deploy(ofClass("two"));

        assertThat(two.codeSha256()).isEqualTo(one.codeSha256());
    }

    @Test
    @Rule("FN-11")
    void other_code_has_another_hash_and_other_settings_do_not_change_it() {
        FunctionDefinition<String, String> first = answering("fn", "first");
        FunctionVersion created = faas.deploy(first);

        FunctionVersion described = faas.deploy(first.withConfiguration(
                FunctionConfiguration.builder().description("described").build()));
        FunctionVersion changed = faas.deploy(answering("fn", "second"));

        assertThat(described.codeSha256()).isEqualTo(created.codeSha256());
        assertThat(changed.codeSha256()).isNotEqualTo(created.codeSha256());
        assertThat(Base64.getDecoder().decode(changed.codeSha256())).hasSize(32);
    }

    @Test
    @Rule("FN-11")
    void the_time_of_the_last_change_is_kept_to_the_millisecond() {
        time.advance(Duration.ofNanos(89_999_999));

        FunctionVersion created = faas.deploy(answering("fn", "here"));

        DateTimeFormatter form = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSZ", Locale.ROOT)
                .withZone(ZoneOffset.UTC);
        assertThat(form.format(created.lastModified())).isEqualTo("2026-03-04T05:06:07.089+0000");
        assertThat(created.lastModified()).isEqualTo(Instant.parse("2026-03-04T05:06:07.089Z"));
    }

    @Test
    @Rule("FN-11")
    void the_time_of_the_last_change_moves_with_changes_and_not_with_reads() {
        FunctionVersion created = faas.deploy(answering("fn", "first"));
        time.advance(Duration.ofSeconds(5));
        assertThat(faas.functions().get("fn").lastModified()).isEqualTo(created.lastModified());

        FunctionVersion changed = faas.deploy(answering("fn", "second"));

        assertThat(changed.lastModified()).isEqualTo(created.lastModified().plusSeconds(5));
    }

    private static FunctionDefinition<String, String> ofClass(String name) {
        return FunctionDefinition.builder(name, String.class, String.class)
                .handlerClass(Echo.class)
                .build();
    }

    private static String sha256(Class<?> type) throws IOException, NoSuchAlgorithmException {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream bytes = type.getResourceAsStream(file)) {
            assertThat(bytes).isNotNull();
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes.readAllBytes()));
        }
    }
}
