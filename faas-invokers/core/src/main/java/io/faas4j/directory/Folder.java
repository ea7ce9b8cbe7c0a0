package io.faas4j.directory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The files under a folder, by key: the relative path with {@code /}. Links are not followed. */
final class Folder {

    private final Path root;

    Folder(Path root) {
        this.root = root;
    }

    Path root() {
        return root;
    }

    /**
     * Looks at all files.
     *
     * @param wanted by key
     * @throws IOException if a part of the folder cannot be read: what it holds is then not known, which is not the same as empty
     */
    Map<String, FileVersion> scan(Predicate<String> wanted) throws IOException {
        Map<String, FileVersion> found = new LinkedHashMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String key = key(file);
                if (attributes.isRegularFile() && wanted.test(key)) {
                    found.put(key, FileVersion.of(attributes));
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException && !file.equals(root)) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return found;
    }

    private String key(Path file) {
        StringBuilder key = new StringBuilder();
        for (Path name : root.relativize(file)) {
            key.append(key.isEmpty() ? "" : "/").append(name);
        }
        return key.toString();
    }

    /**
     * The MD5 of a file, in hexadecimal.
     *
     * @return null if it is not that version any more
     */
    @Nullable
    String eTag(String key, FileVersion version) throws IOException {
        Path file = root.resolve(key);
        MessageDigest digest = md5();
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] buffer = new byte[8_192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return FileVersion.of(now).equals(version) ? HexFormat.of().formatHex(digest.digest()) : null;
        } catch (NoSuchFileException gone) {
            return null;
        }
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JVM has MD5", missing);
        }
    }
}
