package io.voxguard.fanout.destination;

import io.voxguard.problem.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The file with the destinations document. Compared by its content, since a mounted folder changes by links. Not thread-safe. */
public final class DestinationsFile {
    private static final int MAX_BYTES = 1 << 20;

    private final Path path;
    private final Predicate<String> hasVariable;
    private byte @Nullable [] seen = {};

    /** @param hasVariable tells if a variable of the environment is set */
    public DestinationsFile(Path path, Predicate<String> hasVariable) {
        this.path = path;
        this.hasVariable = hasVariable;
    }

    /**
     * Reads the document.
     *
     * @return empty if it is as at the last call
     * @throws InvalidDocument in one line, once for each version
     */
    public Optional<DestinationsDocument> read() throws InvalidDocument {
        byte[] bytes = bytes();
        if (Arrays.equals(bytes, seen)) {
            return Optional.empty();
        }
        seen = bytes;
        if (bytes == null) {
            throw new InvalidDocument(path + ": expected a file of at most " + MAX_BYTES + " bytes, got none");
        }
        try {
            return Optional.of(DestinationsDocument.parse(bytes, hasVariable));
        } catch (Refused e) {
            throw new InvalidDocument(path + ": " + e.problem().message());
        }
    }

    private byte @Nullable [] bytes() {
        try {
            return Files.size(path) > MAX_BYTES ? null : Files.readAllBytes(path);
        } catch (IOException e) {
            return null;
        }
    }

    /** Thrown if the document is not what it should be; the message names the file and the field. */
    public static final class InvalidDocument extends Exception {
        private static final long serialVersionUID = 1L;

        InvalidDocument(String message) {
            super(message);
        }
    }
}
