package io.voxguard.serving.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.onnxruntime.OrtEnvironment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** ONNX Runtime's native code looks its Java classes up by name: each must be in the native executable's metadata. */
class NativeMetadataTest {
    @Test
    void everyClassOfOnnxRuntimeIsKnownToNativeImage() throws Exception {
        String metadata;
        try (var in = OnnxModel.class.getResourceAsStream(
                "/META-INF/native-image/io.voxguard/feature-serving-core/jni-config.json")) {
            metadata = new String(in == null ? new byte[0] : in.readAllBytes(), StandardCharsets.UTF_8);
        }
        Path jar = Path.of(OrtEnvironment.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        try (JarFile classes = new JarFile(jar.toFile())) {
            classes.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.startsWith("ai/onnxruntime/") && name.endsWith(".class"))
                    .filter(name -> !name.contains("-info"))
                    .forEach(name -> assertThat(metadata)
                            .contains('"' + name.substring(0, name.length() - 6).replace('/', '.') + '"'));
        }
    }
}
