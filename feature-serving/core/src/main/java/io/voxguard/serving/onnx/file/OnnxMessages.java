package io.voxguard.serving.onnx.file;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.voxguard.serving.onnx.wire.ByteSlice;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes the few messages that are put into a graph in place of others. */
final class OnnxMessages {
    private OnnxMessages() {}

    /**
     * Returns the type of a tensor of floats of any number of rows.
     *
     * @param columns 0 if unknown
     */
    static byte[] floatRows(int columns) throws IOException {
        byte[] rows = message(out -> out.writeString(Onnx.DIMENSION_NAME, "N"));
        byte[] width = message(out -> {
            if (columns > 0) {
                out.writeInt64(Onnx.DIMENSION_VALUE, columns);
            }
        });
        byte[] shape = message(out -> {
            out.writeByteArray(Onnx.SHAPE_DIMENSION, rows);
            out.writeByteArray(Onnx.SHAPE_DIMENSION, width);
        });
        byte[] tensor = message(out -> {
            out.writeInt32(Onnx.TENSOR_TYPE_ELEMENT, Onnx.FLOAT);
            out.writeByteArray(Onnx.TENSOR_TYPE_SHAPE, shape);
        });
        return message(out -> out.writeByteArray(Onnx.TYPE_TENSOR, tensor));
    }

    /** Returns a tensor input of the same shape with another name and element type. */
    static byte[] renamed(ValueInfoProto value, String name, int elementType) throws IOException {
        byte[] tensor = message(out -> {
            out.writeInt32(Onnx.TENSOR_TYPE_ELEMENT, elementType);
            for (ByteSlice shape : value.shape) {
                out.writeTag(Onnx.TENSOR_TYPE_SHAPE, WireFormat.WIRETYPE_LENGTH_DELIMITED);
                out.writeUInt32NoTag(shape.length());
                out.writeRawBytes(shape.bytes(), shape.from(), shape.length());
            }
        });
        byte[] type = message(out -> out.writeByteArray(Onnx.TYPE_TENSOR, tensor));
        return message(out -> {
            out.writeString(Onnx.VALUE_NAME, name);
            out.writeByteArray(Onnx.VALUE_TYPE, type);
        });
    }

    /** Returns a Cast node from one name to another. */
    static byte[] cast(String from, String to, int elementType) throws IOException {
        byte[] attribute = message(out -> {
            out.writeString(Onnx.ATTRIBUTE_NAME, "to");
            out.writeInt64(Onnx.ATTRIBUTE_INT, elementType);
            out.writeInt32(Onnx.ATTRIBUTE_TYPE, Onnx.ATTRIBUTE_TYPE_INT);
        });
        return message(out -> {
            out.writeString(Onnx.NODE_INPUT, from);
            out.writeString(Onnx.NODE_OUTPUT, to);
            out.writeByteArray(Onnx.NODE_OP, "Cast".getBytes(StandardCharsets.US_ASCII));
            out.writeByteArray(Onnx.NODE_ATTRIBUTE, attribute);
        });
    }

    interface Content {
        void write(CodedOutputStream out) throws IOException;
    }

    static byte[] message(Content content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        content.write(out);
        out.flush();
        return bytes.toByteArray();
    }
}
