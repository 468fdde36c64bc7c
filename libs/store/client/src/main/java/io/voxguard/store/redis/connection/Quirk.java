package io.voxguard.store.redis.connection;

import io.voxguard.store.redis.connection.Engine.Kind;
import java.util.function.Predicate;

/**
 * Differences between engines that the client has to know of. One constant each: what differs, what the client does about it, which engines have it. Where all
 * engines get the treatment that one of them needs, the code refers to the constant; where only some do, it asks {@link Engine#has}.
 *
 * <p>Found by the store suite on Valkey 8.0.1, Redis 6.2 and 7.0. Those of DragonflyDB 1.40 and KeyDB 6.3 are from observations made elsewhere: the suite has not
 * run on either. {@code docs/store/capabilities.md} lists what was run.
 */
public enum Quirk {
    NO_KEY_TRACKING(
            "CLIENT TRACKING is unknown",
            "not asked for: nothing is kept in the near cache",
            engine -> engine.isBefore(Kind.REDIS, 6, 0)),
    SILENT_EXPIRY(
            "no invalidation message when a tracked key expires by its TTL",
            "near-cache entries have a TTL of their own",
            engine -> engine.is(Kind.DRAGONFLY)),
    NOLOOP_ENDS_TRACKING(
            "CLIENT TRACKING with NOLOOP turns tracking off without an error",
            "NOLOOP is never sent",
            engine -> engine.is(Kind.DRAGONFLY)),
    TRACKING_NOT_PIPELINED(
            "CLIENT TRACKING fails when it is pipelined with HELLO",
            "sent once INFO has been answered",
            engine -> engine.is(Kind.DRAGONFLY) && engine.version().equals("1.40.0")),
    REPLICA_ROLE_WORD(
            "ROLE of a replica may answer replica instead of slave",
            "both are understood",
            engine -> engine.is(Kind.DRAGONFLY)),
    UNDECLARED_KEYS_REFUSED(
            "a script that touches an undeclared key fails",
            "scripts declare every key",
            engine -> engine.is(Kind.DRAGONFLY)),
    FRACTIONS_FROM_SCRIPTS(
            "fractional numbers that a script returns are not truncated",
            "scripts return integers",
            engine -> engine.is(Kind.DRAGONFLY)),
    SHARDS_WAIT_FOR_SCRIPTS(
            "a script holds up every shard that has one of its keys",
            "a script writes the state and the rows of one entity, not of several",
            engine -> engine.is(Kind.DRAGONFLY)),
    SHORT_BLOCKING_READS(
            "long blocking reads of a stream are unreliable",
            "a read blocks for a second at most and is sent again",
            engine -> engine.is(Kind.DRAGONFLY)),
    DELETED_ENTRIES_CLAIMED(
            "XAUTOCLAIM answers differently for entries that were deleted",
            "ids alone are claimed, the entries read by XRANGE",
            engine -> engine.is(Kind.KEYDB) || engine.isBefore(Kind.REDIS, 7, 0)),
    NO_CONDITIONAL_EXPIRY(
            "PEXPIRE has no NX",
            "counters expire by a script",
            engine -> engine.is(Kind.KEYDB) || engine.isBefore(Kind.REDIS, 7, 0)),
    NO_CLIENT_SETINFO(
            "CLIENT SETINFO is refused",
            "its error is ignored",
            engine -> engine.is(Kind.KEYDB) || engine.isBefore(Kind.REDIS, 7, 2));

    private final String difference;
    private final String treatment;
    private final Predicate<Engine> engines;

    Quirk(String difference, String treatment, Predicate<Engine> engines) {
        this.difference = difference;
        this.treatment = treatment;
        this.engines = engines;
    }

    /** Returns what the engine does differently. */
    String difference() {
        return difference;
    }

    /** Returns what the client does about it. */
    String treatment() {
        return treatment;
    }

    boolean isOf(Engine engine) {
        return engines.test(engine);
    }
}
