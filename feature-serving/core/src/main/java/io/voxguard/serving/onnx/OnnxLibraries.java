package io.voxguard.serving.onnx;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtSession;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * ONNX Runtime's native libraries, and where they are: beside the executable or the jar that was started, unless {@code -Donnxruntime.native.path} says
 * otherwise. A JVM that finds none there takes them out of ONNX Runtime's jar, which unpacks 28 MB at each start.
 */
public final class OnnxLibraries {
    private static final System.Logger LOG = System.getLogger(OnnxLibraries.class.getName());
    private static final String PATH = "onnxruntime.native.path";
    private static final String LIBRARY = "libonnxruntime.so";

    private OnnxLibraries() {}

    /**
     * Begins to load the libraries and to set ONNX Runtime up, on a thread of its own, while a start does other work. Without this the first model to be loaded does it.
     */
    public static void loadInBackground() {
        Thread.ofPlatform().daemon().name("onnxruntime").start(() -> {
            find();
            try {
                OrtEnvironment.getEnvironment();
                new OrtSession.SessionOptions().close();
            } catch (RuntimeException | LinkageError e) {
                LOG.log(System.Logger.Level.WARNING, "ONNX Runtime cannot be loaded", e);
            }
        });
    }

    static synchronized void find() {
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
