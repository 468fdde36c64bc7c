package io.voxguard.api;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** Small ONNX files, by the field numbers of {@code onnx.proto}, and version folders with them. */
final class OnnxForTests {
    static final int FLOAT = 1;
    static final int STRING = 8;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    private interface Writing {
        void write() throws IOException;
    }

    private OnnxForTests put(Writing writing) {
        try {
            writing.write();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    OnnxForTests text(int field, String text) {
        return put(() -> out.writeString(field, text));
    }

    OnnxForTests number(int field, long value) {
        return put(() -> out.writeInt64(field, value));
    }

    OnnxForTests real(int field, float value) {
        return put(() -> out.writeFloat(field, value));
    }

    OnnxForTests with(int field, OnnxForTests message) {
        return put(() -> out.writeByteArray(field, message.toBytes()));
    }

    byte[] toBytes() {
        put(out::flush);
        return bytes.toByteArray();
    }

    static OnnxForTests node(String op, String output, String... inputs) {
        OnnxForTests node = new OnnxForTests();
        for (String input : inputs) {
            node.text(1, input);
        }
        return node.text(2, output).text(4, op);
    }

    /** An attribute of texts. */
    static OnnxForTests texts(String name, List<String> values) {
        OnnxForTests attribute = new OnnxForTests().text(1, name);
        values.forEach(value -> attribute.text(9, value));
        return attribute.number(20, 8);
    }

    /** A tensor of any number of rows; of one dimension where {@code columns} is 0. */
    static OnnxForTests value(String name, int type, int columns) {
        OnnxForTests shape = new OnnxForTests().with(1, new OnnxForTests().text(2, "n"));
        if (columns > 0) {
            shape.with(1, new OnnxForTests().number(1, columns));
        }
        OnnxForTests tensor = new OnnxForTests().number(1, type).with(2, shape);
        return new OnnxForTests().text(1, name).with(2, new OnnxForTests().with(1, tensor));
    }

    /** A column of weights. */
    static OnnxForTests column(String name, float... values) {
        OnnxForTests tensor =
                new OnnxForTests().number(1, values.length).number(1, 1).number(2, FLOAT);
        for (float value : values) {
            tensor.real(4, value);
        }
        return tensor.text(8, name);
    }

    static byte[] model(OnnxForTests graph) {
        return new OnnxForTests()
                .number(1, 8)
                .with(8, new OnnxForTests().text(1, "").number(2, 17))
                .with(8, new OnnxForTests().text(1, "ai.onnx.ml").number(2, 3))
                .with(7, graph.text(2, "g"))
                .toBytes();
    }

    /** Writes {@code <models>/<name>/1} with {@code more} behind the manifest's first lines. */
    static Path write(Path models, String name, byte[] onnx, String more) throws IOException {
        Path folder = Files.createDirectories(models.resolve(name).resolve("1"));
        Files.write(folder.resolve("model.onnx"), onnx);
        Files.writeString(
                folder.resolve("manifest.yaml"),
                "model: " + name + "\nversion: \"1\"\nfile: model.onnx\nsha256: " + sha256(onnx) + "\n" + more);
        return folder;
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
