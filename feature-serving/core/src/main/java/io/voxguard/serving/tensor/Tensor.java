package io.voxguard.serving.tensor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.voxguard.text.UnicodeText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A named tensor, row after row. Elements of a fixed size lie little-endian in pooled direct memory that a model reads in place; strings are byte arrays.
 * Whoever holds a tensor last closes it. Not thread-safe; may be handed from one thread to another.
 */
public final class Tensor implements AutoCloseable {
    private final String name;
    private final DataType type;
    private final Shape shape;
    private final int elements;
    private final @Nullable ByteBuf data;
    private final List<byte[]> strings;

    private Tensor(String name, DataType type, Shape shape, @Nullable ByteBuf data, List<byte[]> strings) {
        this.name = name;
        this.type = type;
        this.shape = shape;
        this.elements = shape.elements();
        this.data = data;
        this.strings = strings;
    }

    /** @param data little-endian, exactly as long as the shape says; the tensor's from now on */
    public static Tensor of(String name, DataType type, Shape shape, ByteBuf data) {
        if (data.readableBytes() != shape.elements() * type.size()) {
            throw new IllegalArgumentException(
                    name + ": " + data.readableBytes() + " bytes for " + shape + " of " + type);
        }
        return new Tensor(name, type, shape, data, List.of());
    }

    /** @param strings as many as the shape says */
    public static Tensor ofStrings(String name, Shape shape, List<byte[]> strings) {
        if (strings.size() != shape.elements()) {
            throw new IllegalArgumentException(name + ": " + strings.size() + " strings for " + shape);
        }
        return new Tensor(name, DataType.BYTES, shape, null, strings);
    }

    /** Pooled direct memory that grows as it is written. */
    public static ByteBuf memory(int bytes) {
        return PooledByteBufAllocator.DEFAULT.directBuffer(bytes);
    }

    public String name() {
        return name;
    }

    public DataType type() {
        return type;
    }

    public Shape shape() {
        return shape;
    }

    /** How many elements. */
    public int elements() {
        return elements;
    }

    /** The elements, from the reader's position on. @throws IllegalStateException for strings */
    public ByteBuf data() {
        if (data == null) {
            throw new IllegalStateException(name + " holds strings");
        }
        return data;
    }

    /** The strings; empty for other types. */
    public List<byte[]> strings() {
        return strings;
    }

    /** A string as text; null where it is not UTF-8. */
    public @Nullable String textOrNull(int i) {
        return strings instanceof StringSlices slices ? slices.text(i) : UnicodeText.decode(strings.get(i));
    }

    /** A string as text. */
    public String text(int i) {
        return new String(strings.get(i), StandardCharsets.UTF_8);
    }

    /** A number of any numeric type, or 0 and 1 for false and true. */
    public double number(int i) {
        ByteBuf from = data();
        int at = from.readerIndex() + i * type.size();
        return switch (type) {
            case BOOL -> from.getByte(at) == 0 ? 0 : 1;
            case UINT8 -> from.getUnsignedByte(at);
            case UINT16 -> from.getUnsignedShortLE(at);
            case UINT32 -> from.getUnsignedIntLE(at);
            case UINT64 -> unsigned(from.getLongLE(at));
            case INT8 -> from.getByte(at);
            case INT16 -> from.getShortLE(at);
            case INT32 -> from.getIntLE(at);
            case INT64 -> from.getLongLE(at);
            case FP16 -> Float.float16ToFloat(from.getShortLE(at));
            case FP32 -> from.getFloatLE(at);
            case FP64 -> from.getDoubleLE(at);
            case BYTES -> throw new IllegalStateException(name + " holds strings");
        };
    }

    private static double unsigned(long bits) {
        double half = (bits >>> 1) | (bits & 1);
        return bits < 0 ? half * 2 : bits;
    }

    /** Another hold on the same elements, to be closed by itself. */
    public Tensor share() {
        return data == null ? this : new Tensor(name, type, shape, data.retainedDuplicate(), strings);
    }

    /** Gives the memory back. To be called once. */
    @Override
    public void close() {
        if (data != null) {
            data.release();
        }
    }

    /** Closes them all. */
    public static void closeAll(List<Tensor> tensors) {
        tensors.forEach(Tensor::close);
    }
}
