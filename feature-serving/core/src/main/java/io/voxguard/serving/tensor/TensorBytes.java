package io.voxguard.serving.tensor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.voxguard.problem.Refused;

/** Tensors as the protocol's binary data: little-endian elements; each string behind its length in four bytes. */
public final class TensorBytes {
    private TensorBytes() {}

    /**
     * Reads a tensor from all the bytes of {@code from}.
     *
     * @param shape checked: {@link Shape#isRequestable()}
     */
    public static Tensor read(ByteBuf from, String name, String field, DataType type, Shape shape) {
        return type == DataType.BYTES ? strings(from, name, field, shape) : numbers(from, name, field, type, shape);
    }

    private static Tensor numbers(ByteBuf from, String name, String field, DataType type, Shape shape) {
        long expected = (long) shape.elements() * type.size();
        if (from.readableBytes() != expected) {
            throw Refused.invalid(
                    field,
                    expected + " bytes of binary data for shape " + shape + " of " + type,
                    Integer.toString(from.readableBytes()));
        }
        ByteBuf data = Tensor.memory(from.readableBytes());
        data.writeBytes(from);
        if (type == DataType.BOOL) {
            normalise(data);
        }
        return Tensor.of(name, type, shape, data);
    }

    /** ONNX Runtime reads a flag as C++ does: anything but 0 and 1 is undefined there. */
    private static void normalise(ByteBuf flags) {
        for (int i = flags.readerIndex(); i < flags.writerIndex(); i++) {
            if (flags.getByte(i) != 0) {
                flags.setByte(i, 1);
            }
        }
    }

    private static Tensor strings(ByteBuf from, String name, String field, Shape shape) {
        boolean inArray = from.hasArray();
        byte[] bytes = inArray ? from.array() : ByteBufUtil.getBytes(from);
        int first = inArray ? from.arrayOffset() + from.readerIndex() : 0;
        int begin = from.readerIndex();
        int[] ends = new int[1 + Math.min(shape.elements(), from.readableBytes() / Integer.BYTES)];
        ends[0] = first;
        int count = 0;
        while (from.readableBytes() >= Integer.BYTES) {
            long length = from.readUnsignedIntLE();
            if (length > from.readableBytes()) {
                throw Refused.invalid(
                        field,
                        "a string of at most " + from.readableBytes() + " bytes at position " + count,
                        "a length of " + length);
            }
            from.skipBytes((int) length);
            count++;
            if (count < ends.length) {
                ends[count] = first + from.readerIndex() - begin;
            }
        }
        if (from.isReadable() || count != shape.elements()) {
            throw Refused.invalid(
                    field,
                    shape.elements() + " strings of binary data for shape " + shape,
                    count + " and " + from.readableBytes() + " bytes");
        }
        return Tensor.ofStrings(name, shape, new StringSlices(bytes, ends, count));
    }

    /** How many bytes {@link #write} writes. */
    public static int size(Tensor tensor) {
        if (tensor.type() != DataType.BYTES) {
            return tensor.data().readableBytes();
        }
        int size = Integer.BYTES * tensor.elements();
        for (byte[] string : tensor.strings()) {
            size += string.length;
        }
        return size;
    }

    /** Writes a tensor behind what is there. */
    public static void write(Tensor tensor, ByteBuf to) {
        if (tensor.type() != DataType.BYTES) {
            ByteBuf data = tensor.data();
            to.writeBytes(data, data.readerIndex(), data.readableBytes());
            return;
        }
        for (byte[] string : tensor.strings()) {
            to.writeIntLE(string.length).writeBytes(string);
        }
    }
}
