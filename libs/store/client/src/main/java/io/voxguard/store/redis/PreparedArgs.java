package io.voxguard.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import io.voxguard.store.HashFields;
import java.util.List;

/** Arguments that are written to the wire as they are: no object per key or field. */
final class PreparedArgs {
    private static final byte[] END = {'\r', '\n'};

    private PreparedArgs() {}

    /** Keys of an MGET. */
    static final class Keys extends CommandArgs<byte[], byte[]> {
        private final List<byte[]> keys;

        Keys(List<byte[]> keys) {
            super(ByteArrayCodec.INSTANCE);
            this.keys = keys;
        }

        @Override
        public int count() {
            return keys.size();
        }

        @Override
        public void encode(ByteBuf out) {
            for (int i = 0; i < keys.size(); i++) {
                bulk(out, keys.get(i));
            }
        }
    }

    /** Key and fields of an HMGET. */
    static final class Fields extends CommandArgs<byte[], byte[]> {
        private final byte[] key;
        private final HashFields fields;

        Fields(byte[] key, HashFields fields) {
            super(ByteArrayCodec.INSTANCE);
            this.key = key;
            this.fields = fields;
        }

        @Override
        public int count() {
            return 1 + fields.size();
        }

        @Override
        public void encode(ByteBuf out) {
            bulk(out, key);
            out.writeBytes(fields.encoded());
        }
    }

    static void bulk(ByteBuf out, byte[] bytes) {
        out.writeByte('$');
        number(out, bytes.length);
        out.writeBytes(END).writeBytes(bytes).writeBytes(END);
    }

    /** Writes a number that is not negative, in decimal digits. */
    static void bulk(ByteBuf out, long number) {
        out.writeByte('$');
        number(out, digits(number));
        out.writeBytes(END);
        number(out, number);
        out.writeBytes(END);
    }

    private static void number(ByteBuf out, long number) {
        for (long unit = unit(number); unit > 0; unit /= 10) {
            out.writeByte((int) ('0' + number / unit % 10));
        }
    }

    private static int digits(long number) {
        int digits = 1;
        for (long rest = number; rest >= 10; rest /= 10) {
            digits++;
        }
        return digits;
    }

    /** Returns what the first digit of a number stands for. */
    private static long unit(long number) {
        long unit = 1;
        while (number / unit >= 10) {
            unit *= 10;
        }
        return unit;
    }
}
