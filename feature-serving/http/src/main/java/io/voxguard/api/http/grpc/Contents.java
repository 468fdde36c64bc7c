package io.voxguard.api.http.grpc;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.UnsafeByteOperations;
import com.google.protobuf.WireFormat;
import io.netty.buffer.ByteBuf;
import io.voxguard.api.http.grpc.wire.InferTensorContents;
import io.voxguard.problem.Refused;
import io.voxguard.serving.tensor.DataType;
import io.voxguard.serving.tensor.Shape;
import io.voxguard.serving.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Typed {@code InferTensorContents}: one list for each family of types. */
final class Contents {
    private static final int BYTES_FIELD = 8;
    /** FP16 has no list. */
    private static final int NO_FIELD = -1;

    private Contents() {}

    /** Returns true for a type that has a list. */
    static boolean hold(DataType type) {
        return field(type) != NO_FIELD;
    }

    private static int field(DataType type) {
        return switch (type) {
            case BOOL -> 1;
            case INT8, INT16, INT32 -> 2;
            case INT64 -> 3;
            case UINT8, UINT16, UINT32 -> 4;
            case UINT64 -> 5;
            case FP32 -> 6;
            case FP64 -> 7;
            case BYTES -> BYTES_FIELD;
            case FP16 -> NO_FIELD;
        };
    }

    /** @param shape checked: {@link Shape#isRequestable()} */
    static Tensor read(ByteBuffer contents, String name, String named, DataType type, Shape shape) {
        if (!hold(type)) {
            throw Refused.invalid(named, type + " in raw_input_contents: contents have no such numbers", "contents");
        }
        try {
            return type == DataType.BYTES
                    ? strings(contents, name, named, shape)
                    : numbers(contents, name, named, type, shape);
        } catch (IOException e) {
            throw Refused.invalid(named, "contents of " + type, String.valueOf(e.getMessage()));
        }
    }

    private static Tensor strings(ByteBuffer contents, String name, String named, Shape shape) throws IOException {
        List<byte[]> strings = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(contents);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (WireFormat.getTagFieldNumber(tag) != BYTES_FIELD) {
                throw Refused.invalid(named, "bytes_contents for BYTES", "contents of another type");
            }
            strings.add(in.readByteArray());
        }
        if (strings.size() != shape.elements()) {
            throw count(named, shape, Integer.toString(strings.size()));
        }
        return Tensor.ofStrings(name, shape, strings);
    }

    private static Tensor numbers(ByteBuffer contents, String name, String named, DataType type, Shape shape)
            throws IOException {
        // a value is at least a byte on the wire: memory grows with what was sent, not with what a shape claims
        int most = Math.min(shape.elements(), contents.remaining());
        ByteBuf data = Tensor.memory(most * type.size());
        boolean sound = false;
        try {
            int count = 0;
            CodedInputStream in = CodedInputStream.newInstance(contents);
            in.enableAliasing(true);
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                if (WireFormat.getTagFieldNumber(tag) != field(type)) {
                    throw Refused.invalid(named, "contents of " + type, "contents of another type");
                }
                boolean packed = WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED;
                if (packed && (type == DataType.FP32 || type == DataType.FP64)) {
                    // little-endian on the wire, as in the tensor
                    ByteBuffer values = in.readByteBuffer();
                    if (values.remaining() % type.size() != 0) {
                        throw Refused.invalid(named, "contents of " + type, values.remaining() + " bytes");
                    }
                    count += values.remaining() / type.size();
                    if (count > shape.elements()) {
                        throw count(named, shape, "more");
                    }
                    data.writeBytes(values);
                    continue;
                }
                int limit = packed ? in.pushLimit(in.readRawVarint32()) : 0;
                while (!packed || in.getBytesUntilLimit() > 0) {
                    if (++count > shape.elements()) {
                        throw count(named, shape, "more");
                    }
                    element(in, named, type, data);
                    if (!packed) {
                        break;
                    }
                }
                if (packed) {
                    in.popLimit(limit);
                }
            }
            if (count != shape.elements()) {
                throw count(named, shape, Integer.toString(count));
            }
            Tensor tensor = Tensor.of(name, type, shape, data);
            sound = true;
            return tensor;
        } finally {
            if (!sound) {
                data.release();
            }
        }
    }

    private static Refused count(String named, Shape shape, String got) {
        return Refused.invalid(named, shape.elements() + " values for shape " + shape, got);
    }

    private static void element(CodedInputStream in, String named, DataType type, ByteBuf to) throws IOException {
        switch (type) {
            case BOOL -> to.writeByte(in.readBool() ? 1 : 0);
            case FP32 -> to.writeFloatLE(in.readFloat());
            case FP64 -> to.writeDoubleLE(in.readDouble());
            case INT64, UINT64 -> to.writeLongLE(in.readInt64());
            case INT32 -> to.writeIntLE((int) within(in, Integer.MIN_VALUE, Integer.MAX_VALUE, named, type));
            case UINT32 -> to.writeIntLE((int) within(in, 0, 0xffff_ffffL, named, type));
            case INT8 -> to.writeByte((int) within(in, Byte.MIN_VALUE, Byte.MAX_VALUE, named, type));
            case UINT8 -> to.writeByte((int) within(in, 0, 0xff, named, type));
            case INT16 -> to.writeShortLE((int) within(in, Short.MIN_VALUE, Short.MAX_VALUE, named, type));
            case UINT16 -> to.writeShortLE((int) within(in, 0, 0xffff, named, type));
            case FP16, BYTES -> throw new IllegalStateException(type + " is no number of contents");
        }
    }

    /** Reads a number as it was sent, which may have more bits than its field. */
    private static long within(CodedInputStream in, long least, long most, String named, DataType type)
            throws IOException {
        long value = in.readInt64();
        if (value < least || value > most) {
            throw Refused.invalid(named, "integers that fit " + type, Long.toString(value));
        }
        return value;
    }

    /** Returns the contents of a tensor, in the list of its type. */
    static InferTensorContents of(Tensor tensor) {
        InferTensorContents.Builder contents = InferTensorContents.newBuilder();
        if (tensor.type() == DataType.BYTES) {
            tensor.strings().forEach(string -> contents.addBytesContents(UnsafeByteOperations.unsafeWrap(string)));
        } else {
            for (int i = 0; i < tensor.elements(); i++) {
                add(contents, tensor, i);
            }
        }
        return contents.build();
    }

    private static void add(InferTensorContents.Builder contents, Tensor tensor, int i) {
        ByteBuf data = tensor.data();
        int at = data.readerIndex() + i * tensor.type().size();
        switch (tensor.type()) {
            case BOOL -> contents.addBoolContents(data.getByte(at) != 0);
            case INT8, INT16, INT32 -> contents.addIntContents((int) tensor.number(i));
            case INT64 -> contents.addInt64Contents(data.getLongLE(at));
            case UINT8, UINT16 -> contents.addUintContents((int) tensor.number(i));
            case UINT32 -> contents.addUintContents(data.getIntLE(at));
            case UINT64 -> contents.addUint64Contents(data.getLongLE(at));
            case FP32 -> contents.addFp32Contents(data.getFloatLE(at));
            case FP64 -> contents.addFp64Contents(data.getDoubleLE(at));
            case FP16, BYTES -> throw new IllegalStateException(tensor.type() + " is no number of contents");
        }
    }
}
