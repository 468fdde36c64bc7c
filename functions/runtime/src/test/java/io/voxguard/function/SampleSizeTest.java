package io.voxguard.function;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The price of a function: what the sample's author has written for its handler and all of its bindings. */
class SampleSizeTest {
    private static final int MAX_LINES = 200;

    @Test
    void sampleFunctionWithAllBindingsHasAtMost200Lines() throws IOException {
        Path sample = Path.of("src/test/java/io/voxguard/function/sample");
        long lines = 0;
        try (Stream<Path> files = Files.list(sample)) {
            for (Path file : files.toList()) {
                try (Stream<String> text = Files.lines(file)) {
                    lines += text.filter(line -> !line.isBlank() && !line.startsWith("import "))
                            .count();
                }
            }
        }
        assertThat(lines).as("lines without imports").isBetween(50L, (long) MAX_LINES);
    }
}
