package io.voxguard.serving.onnx.file;

import com.google.protobuf.CodedOutputStream;
import io.voxguard.catalogue.document.ProtoFields;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes the few pieces of a graph that are put in the place of others. */
final class OnnxTypes {
    private static final int INTEGER_ATTRIBUTE = 2;

    private OnnxTypes() {}

    /** The type of a tensor of floats of any number of rows. */
    static byte[] floats(int columns) throws IOException {
        byte[] rows = message(out -> out.writeString(2, "N"));
        byte[] width = message(out -> {
            if (columns > 0) {
                out.writeInt64(1, columns);
            }
        });
        byte[] shape = message(out -> {
            out.writeByteArray(1, rows);
            out.writeByteArray(1, width);
        });
        byte[] tensor = message(out -> {
            out.writeInt32(1, Onnx.FLOAT);
            out.writeByteArray(2, shape);
        });
        return message(out -> out.writeByteArray(Onnx.TYPE_TENSOR, tensor));
    }

    /** The element type of an input that is a tensor; 0 for another. */
    static int element(ProtoFields value) throws IOException {
        for (ProtoFields type : value.messages(Onnx.VALUE_TYPE)) {
            for (ProtoFields tensor : type.messages(Onnx.TYPE_TENSOR)) {
                return (int) tensor.number(Onnx.TENSOR_TYPE_ELEMENT);
            }
        }
        return 0;
    }

    /** The same input under another name, of another element type. */
    static byte[] renamed(ProtoFields value, String name, int element) throws IOException {
        ProtoFields type = value.messages(Onnx.VALUE_TYPE).getLast();
        ProtoFields tensor = type.messages(Onnx.TYPE_TENSOR).getLast();
        List<byte[]> shape = tensor.bytes(2);
        byte[] other = message(out -> {
            out.writeInt32(Onnx.TENSOR_TYPE_ELEMENT, element);
            for (byte[] dimensions : shape) {
                out.writeByteArray(2, dimensions);
            }
        });
        byte[] typed = message(out -> out.writeByteArray(Onnx.TYPE_TENSOR, other));
        return message(out -> {
            out.writeString(Onnx.VALUE_NAME, name);
            out.writeByteArray(Onnx.VALUE_TYPE, typed);
        });
    }

    /** A Cast from one name to another. */
    static byte[] cast(String from, String to, int element) throws IOException {
        byte[] attribute = message(out -> {
            out.writeString(Onnx.ATTRIBUTE_NAME, "to");
            out.writeInt64(3, element);
            out.writeInt32(20, INTEGER_ATTRIBUTE);
        });
        return message(out -> {
            out.writeString(Onnx.NODE_INPUT, from);
            out.writeString(Onnx.NODE_OUTPUT, to);
            out.writeByteArray(Onnx.NODE_OP, "Cast".getBytes(StandardCharsets.US_ASCII));
            out.writeByteArray(Onnx.NODE_ATTRIBUTE, attribute);
        });
    }

    private interface Content {
        void write(CodedOutputStream out) throws IOException;
    }

    private static byte[] message(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        content.write(out);
        out.flush();
        return bytes.toByteArray();
    }
}
