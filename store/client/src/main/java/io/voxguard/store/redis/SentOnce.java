package io.voxguard.store.redis;

import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;

/** Commands that would take place twice if they were sent again after a connection broke: they are not. */
enum SentOnce implements ProtocolKeyword {
    XADD,
    EVALSHA,
    EVAL;

    private final byte[] bytes = name().getBytes(StandardCharsets.US_ASCII);

    @Override
    public byte[] getBytes() {
        return bytes;
    }
}
