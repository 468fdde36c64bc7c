package io.voxguard.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.CommandArgs;
import io.voxguard.store.EventWrite;

/** Scripts that write an event unless a newer one is stored: sent by their hash, and whole if the store does not know them (any more). */
enum MergeScript {
    ROW("merge-row.lua"),
    HASH("merge-hash.lua");

    private final Script script;

    MergeScript(String file) {
        this.script = Script.read(file);
    }

    static MergeScript of(EventWrite write) {
        return switch (write) {
            case EventWrite.OfRow row -> ROW;
            case EventWrite.OfHash hash -> HASH;
        };
    }

    /** Returns the arguments of EVALSHA ({@code known}) or EVAL. */
    CommandArgs<byte[], byte[]> args(EventWrite write, boolean known) {
        CommandArgs<byte[], byte[]> args = new CommandArgs<>(ByteArrayCodec.INSTANCE)
                .add(script.sent(known))
                .add(1)
                .addKey(write.key());
        switch (write) {
            case EventWrite.OfRow row ->
                args.addValue(row.row()).add(row.eventTimeMs()).add(row.ttl().toMillis());
            case EventWrite.OfHash hash -> {
                args.addValue(hash.timeField())
                        .addValue(hash.time())
                        .add(hash.seconds())
                        .add(hash.nanos())
                        .add(hash.ttl().toMillis());
                hash.fields().forEach(args::addValue);
            }
        }
        return args;
    }
}
