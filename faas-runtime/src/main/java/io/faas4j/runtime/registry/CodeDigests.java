package io.faas4j.runtime.registry;

import io.faas4j.function.FunctionCode;
import io.faas4j.function.FunctionDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What stands for the SHA-256 of deployment bytes (rule FN-11): of a class, its class file; of a handler or factory object,
 * which has no bytes, its class's name and a number of its own.
 */
final class CodeDigests {

    private final AtomicLong objects = new AtomicLong();

    /**
     * The digest of a definition's code.
     *
     * @param previous the version it replaces, whose digest it keeps if the code is the same
     */
    String of(FunctionDefinition<?, ?> definition, @Nullable Published previous) {
        FunctionCode code = definition.code();
        if (previous != null && previous.source().code().equals(code)) {
            return previous.info().codeSha256();
        }
        if (code instanceof FunctionCode.OfClass ofClass) {
            return base64(sha256(classBytes(ofClass.type())));
        }
        if (code instanceof FunctionCode.OfName ofName) {
            return text("name " + ofName.name());
        }
        return text("object " + objects.incrementAndGet() + " of function " + definition.name());
    }

    private static String text(String text) {
        return base64(sha256(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] classBytes(Class<?> type) {
        String file = type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class";
        try (InputStream bytes = type.getResourceAsStream(file)) {
            return bytes == null ? type.getName().getBytes(StandardCharsets.UTF_8) : bytes.readAllBytes();
        } catch (IOException unreadable) {
            return type.getName().getBytes(StandardCharsets.UTF_8);
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM has SHA-256", impossible);
        }
    }

    private static String base64(byte[] digest) {
        return Base64.getEncoder().encodeToString(digest);
    }
}
