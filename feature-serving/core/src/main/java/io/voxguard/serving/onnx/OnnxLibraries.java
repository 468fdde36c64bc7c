package io.voxguard.serving.onnx;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Location of ONNX Runtime's native libraries: beside the executable or the jar that was started, unless {@code -Donnxruntime.native.path} says otherwise. A JVM
 * that finds none there takes them out of ONNX Runtime's jar, which unpacks 28 MB at each start.
 */
final class OnnxLibraries {
    private static final String PATH = "onnxruntime.native.path";
    private static final String LIBRARY = "libonnxruntime.so";

    private OnnxLibraries() {}

    static void find() {
        if (System.getProperty(PATH) != null) {
            return;
        }
        Optional<Path> executable = ProcessHandle.current().info().command().map(Path::of);
        Optional<Path> jar = Optional.ofNullable(System.getProperty("java.class.path"))
                .filter(path -> path.endsWith(".jar") && !path.contains(File.pathSeparator))
                .map(Path::of);
        Stream.of(executable, jar)
                .flatMap(Optional::stream)
                .map(file -> file.toAbsolutePath().resolveSibling(LIBRARY))
                .filter(Files::exists)
                .findFirst()
                .ifPresent(library ->
                        System.setProperty(PATH, library.resolveSibling("").toString()));
    }
}
