package io.voxguard.store.redis.connection;

import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;

/** Commands that are not sent again after a connection was lost: they would take effect twice, or were about that connection. */
public enum UnreplayedCommand implements ProtocolKeyword {
    XADD,
    XREADGROUP,
    ROLE,
    INFO,
    HELLO,
    EVALSHA,
    EVAL;

    private final byte[] bytes = name().getBytes(StandardCharsets.US_ASCII);

    @Override
    public byte[] getBytes() {
        return bytes;
    }
}
