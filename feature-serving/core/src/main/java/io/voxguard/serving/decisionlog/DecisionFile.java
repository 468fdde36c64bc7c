package io.voxguard.serving.decisionlog;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** Appends records to a file, a line each. A file that was moved away (logrotate) is made anew. */
public final class DecisionFile implements BufferedDecisionLog.Destination {
    private final Path file;
    private OutputStream out;

    /** @throws UncheckedIOException when the file cannot be written */
    public DecisionFile(Path file) {
        this.file = file;
        try {
            out = open();
        } catch (IOException e) {
            throw new UncheckedIOException("decision log: cannot write " + file, e);
        }
    }

    private OutputStream open() throws IOException {
        return new BufferedOutputStream(
                Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
    }

    @Override
    public void write(List<byte[]> records) throws IOException {
        if (!Files.exists(file)) {
            out.close();
            out = open();
        }
        for (byte[] line : records) {
            out.write(line);
            out.write('\n');
        }
        out.flush();
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException("decision log: " + file + " did not close", e);
        }
    }
}
