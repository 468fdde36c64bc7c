package io.voxguard.store.redis;

import io.lettuce.core.protocol.ProtocolKeyword;
import java.nio.charset.StandardCharsets;

/** Commands that are not sent again after a connection broke: they would take place twice, or speak of a connection that is gone. */
enum SentOnce implements ProtocolKeyword {
    XADD,
    ROLE,
    EVALSHA,
    EVAL;

    private final byte[] bytes = name().getBytes(StandardCharsets.US_ASCII);

    @Override
    public byte[] getBytes() {
        return bytes;
    }
}
