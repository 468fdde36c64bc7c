package io.voxguard.serving.model;

import io.voxguard.serving.document.InvalidDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** Loads {@code <models>/<name>/<version>/}: manifest, checksum, model, golden vectors; any doubt, and it does not serve. */
public final class ModelFolder {
    private ModelFolder() {}

    /** @throws ModelFault or {@link InvalidDocument}, saying what is wrong with which file */
    public static Model load(Path folder) {
        Manifest manifest = Manifest.read(folder);
        byte[] onnx = read(manifest.file());
        String sha256 = sha256(onnx);
        if (!sha256.equals(manifest.sha256().toLowerCase(Locale.ROOT))) {
            throw new ModelFault(manifest.file() + ": expected sha256 " + manifest.sha256() + ", got " + sha256
                    + " over " + onnx.length + " bytes");
        }
        Model model = OnnxModel.load(manifest, onnx);
        try {
            GoldenVectors.read(manifest).replay(model);
            return model;
        } catch (ModelFault | InvalidDocument e) {
            model.close();
            throw e;
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ModelFault(file + ": cannot be read", e);
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
