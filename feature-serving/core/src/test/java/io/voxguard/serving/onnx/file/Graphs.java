package io.voxguard.serving.onnx.file;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Writes small ONNX files, field by field. */
public final class Graphs {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    public static Graphs message() {
        return new Graphs();
    }

    public Graphs text(int field, String text) {
        return put(() -> out.writeString(field, text));
    }

    public Graphs number(int field, long value) {
        return put(() -> out.writeInt64(field, value));
    }

    public Graphs real(int field, float value) {
        return put(() -> out.writeFloat(field, value));
    }

    public Graphs with(int field, Graphs message) {
        return put(() -> out.writeByteArray(field, message.toBytes()));
    }

    private interface Writing {
        void write() throws IOException;
    }

    private Graphs put(Writing writing) {
        try {
            writing.write();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public byte[] toBytes() {
        put(out::flush);
        return bytes.toByteArray();
    }

    public static Graphs node(String op, String input, String output) {
        return message()
                .text(Onnx.NODE_INPUT, input)
                .text(Onnx.NODE_OUTPUT, output)
                .text(Onnx.NODE_OP, op);
    }

    /** A float tensor of one row of that many columns, by name. */
    public static Graphs value(String name, int columns) {
        Graphs shape =
                message().with(1, message().number(1, 1)).with(1, message().number(1, columns));
        Graphs tensor = message().number(1, Onnx.FLOAT).with(2, shape);
        return message().text(1, name).with(2, message().with(1, tensor));
    }

    /** A tensor of 64-bit integers of any shape. */
    public static Graphs integers(String name) {
        return message().text(1, name).with(2, message().with(1, message().number(1, Onnx.INT64)));
    }

    public static byte[] model(Graphs graph) {
        return message()
                .number(1, 8)
                .with(8, message().text(1, "").number(2, 15))
                .with(Onnx.MODEL_GRAPH, graph)
                .toBytes();
    }
}
