package io.voxguard.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.netty.buffer.ByteBuf;
import io.voxguard.store.HashFields;
import java.nio.charset.StandardCharsets;
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

    private static void bulk(ByteBuf out, byte[] bytes) {
        out.writeByte('$');
        number(out, bytes.length);
        out.writeBytes(END).writeBytes(bytes).writeBytes(END);
    }

    private static void number(ByteBuf out, int number) {
        if (number < 10) {
            out.writeByte('0' + number);
        } else if (number < 100) {
            out.writeByte('0' + number / 10).writeByte('0' + number % 10);
        } else {
            out.writeBytes(Integer.toString(number).getBytes(StandardCharsets.US_ASCII));
        }
    }
}
