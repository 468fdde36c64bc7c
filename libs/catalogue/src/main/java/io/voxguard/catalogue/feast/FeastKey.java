package io.voxguard.catalogue.feast;

import io.voxguard.catalogue.type.ValueType;
import io.voxguard.catalogue.view.JoinKey;
import io.voxguard.catalogue.view.Layout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Key of Feast's hashes for one set of join keys: the serialised entity key, then the project's name. All numbers are little-endian: how many join keys (not in
 * serialisation 2); per join key by name 2 for text, its length (not in 2), the name; per value in the same order its type, its length, its bytes. Immutable.
 */
public final class FeastKey {
    private static final String NO_ENTITY = "__dummy_id";

    private final byte[] prefix;
    private final byte[] project;
    /** Index of a join key of the view, by position in the key. */
    private final int[] order;

    private final ValueType[] types;

    public FeastKey(List<JoinKey> joinKeys, Layout.FeastHash layout) {
        this.order = IntStream.range(0, joinKeys.size())
                .boxed()
                // by code point: UTF-16 has another order beyond the basic plane
                .sorted(Comparator.comparing(i -> utf8(joinKeys.get(i).name()), Arrays::compareUnsigned))
                .mapToInt(Integer::intValue)
                .toArray();
        this.types = joinKeys.stream().map(JoinKey::type).toArray(ValueType[]::new);
        List<String> names = joinKeys.isEmpty()
                ? List.of(NO_ENTITY)
                : IntStream.of(order).mapToObj(i -> joinKeys.get(i).name()).toList();
        this.prefix = prefix(names, layout.keySerialization() == 3, joinKeys.isEmpty());
        this.project = utf8(layout.project());
    }

    private static byte[] prefix(List<String> names, boolean lengths, boolean withoutEntity) {
        int size = 64
                + 16 * names.size()
                + names.stream().mapToInt(name -> utf8(name).length).sum();
        ByteBuffer out = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        if (lengths) {
            out.putInt(names.size());
        }
        for (String name : names) {
            byte[] bytes = utf8(name);
            out.putInt(ValueType.STRING.number());
            if (lengths) {
                out.putInt(bytes.length);
            }
            out.put(bytes);
        }
        if (withoutEntity) {
            out.putInt(ValueType.STRING.number()).putInt(0);
        }
        byte[] prefix = new byte[out.position()];
        out.flip().get(prefix);
        return prefix;
    }

    /** Returns the key of an entity. @param values of the join keys in the view's order: text, Long or bytes, as their types have them */
    public byte[] of(Object... values) {
        byte[][] encoded = new byte[order.length][];
        int size = prefix.length + project.length;
        for (int i = 0; i < order.length; i++) {
            encoded[i] = encoded(values[order[i]], types[order[i]]);
            size += 8 + encoded[i].length;
        }
        ByteBuffer key =
                ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN).put(prefix);
        for (int i = 0; i < order.length; i++) {
            key.putInt(types[order[i]].number()).putInt(encoded[i].length).put(encoded[i]);
        }
        return key.put(project).array();
    }

    private static byte[] encoded(Object value, ValueType type) {
        if (value instanceof Long number) {
            ByteBuffer bytes =
                    ByteBuffer.allocate(type == ValueType.INT32 ? 4 : 8).order(ByteOrder.LITTLE_ENDIAN);
            return (type == ValueType.INT32 ? bytes.putInt(number.intValue()) : bytes.putLong(number)).array();
        }
        return value instanceof byte[] bytes ? bytes : utf8((String) value);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
