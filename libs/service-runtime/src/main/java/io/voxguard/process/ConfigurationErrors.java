package io.voxguard.process;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import org.jspecify.annotations.Nullable;

/** Standard error, on which the problems of a configuration are one line. */
public final class ConfigurationErrors extends PrintStream {
    private static final String FAILED = "Configuration validation failed";

    private ConfigurationErrors() {
        super(new FileOutputStream(FileDescriptor.err), true, Charset.defaultCharset());
    }

    /** To be called before the application starts. */
    public static void inOneLine() {
        System.setErr(new ConfigurationErrors());
    }

    @Override
    public void println(@Nullable String text) {
        super.println(text != null && text.startsWith(FAILED) ? "Not started: " + OneLine.ofConfiguration(text) : text);
    }
}
