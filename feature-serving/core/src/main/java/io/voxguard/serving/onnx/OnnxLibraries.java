package io.voxguard.serving.onnx;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Location of ONNX Runtime's native libraries. On the JVM they come out of its jar; a native executable has no jar, and finds them
 * beside itself unless {@code -Donnxruntime.native.path} says otherwise.
 */
final class OnnxLibraries {
    private static final String PATH = "onnxruntime.native.path";

    private OnnxLibraries() {}

    static void find() {
        if (System.getProperty(PATH) != null) {
            return;
        }
        ProcessHandle.current()
                .info()
                .command()
                .map(command -> Path.of(command).getParent())
                .filter(folder -> Files.exists(folder.resolve("libonnxruntime.so")))
                .ifPresent(folder -> System.setProperty(PATH, folder.toString()));
    }
}
