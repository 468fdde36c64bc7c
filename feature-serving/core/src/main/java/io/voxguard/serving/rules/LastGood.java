package io.voxguard.serving.rules;

import io.voxguard.rules.Snapshot;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;

/** The last good rule set on disk: one file, {@code <set>.rules}, with its pointer and its blob as they were read. Used by one thread. */
final class LastGood {
    private static final String FORMAT = "voxguard.rules.disk.v1 ";

    private final Path folder;
    private final Path file;

    LastGood(Path folder, String set) {
        this.folder = folder.toAbsolutePath();
        this.file = folder.resolve(set + ".rules");
    }

    /** A pointer as it stood in the store, and its blob. */
    @SuppressWarnings("ArrayRecordComponent") // read once, compared by nobody
    record Kept(String pointer, byte[] blob) {}

    /** Returns what is kept; empty if nothing is. @throws IOException also if the file is not as it was written */
    Optional<Kept> load() throws IOException {
        byte[] content;
        try {
            content = Files.readAllBytes(file);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
        int head = end(content, 0);
        int pointer = end(content, head + 1);
        byte[] rest = Arrays.copyOfRange(content, head + 1, content.length);
        // the blob has its own hash, but without public keys nothing else would notice another revision in the pointer
        if (!text(content, 0, head).equals(FORMAT + Snapshot.sha256(rest))) {
            throw new IOException(file + ": expected the bytes that were written, got others");
        }
        return Optional.of(
                new Kept(text(content, head + 1, pointer), Arrays.copyOfRange(content, pointer + 1, content.length)));
    }

    private int end(byte[] content, int from) throws IOException {
        for (int i = from; i < content.length; i++) {
            if (content[i] == '\n') {
                return i;
            }
        }
        throw new IOException(file + ": expected the bytes that were written, got " + content.length + " others");
    }

    private static String text(byte[] content, int from, int to) {
        return new String(content, from, to - from, StandardCharsets.UTF_8);
    }

    /** Saves a set: whole on disk when this returns, or else the former one still is. */
    void save(String pointer, byte[] blob) throws IOException {
        byte[] line = (pointer + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] rest = ByteBuffer.allocate(line.length + blob.length)
                .put(line)
                .put(blob)
                .array();
        Files.createDirectories(folder);
        Path fresh = Files.createTempFile(folder, "." + file.getFileName(), ".tmp");
        try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
            write(out, (FORMAT + Snapshot.sha256(rest) + "\n").getBytes(StandardCharsets.UTF_8));
            write(out, rest);
            out.force(true);
        } catch (IOException e) {
            Files.deleteIfExists(fresh);
            throw e;
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        flushFolder();
    }

    /** A rename survives a power cut only once its folder is on disk; not every file system can do that. */
    private void flushFolder() {
        try (FileChannel opened = FileChannel.open(folder)) {
            opened.force(true);
        } catch (IOException e) {
            System.getLogger(LastGood.class.getName())
                    .log(System.Logger.Level.DEBUG, "{0} cannot be flushed: {1}", folder, e.getMessage());
        }
    }

    private static void write(FileChannel out, byte[] bytes) throws IOException {
        ByteBuffer left = ByteBuffer.wrap(bytes);
        while (left.hasRemaining()) {
            out.write(left);
        }
    }
}
