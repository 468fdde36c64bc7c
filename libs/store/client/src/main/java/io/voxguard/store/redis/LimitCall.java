package io.voxguard.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.voxguard.store.LimitReply;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.limit.BucketState;
import io.voxguard.store.limit.Check;
import io.voxguard.store.limit.Debit;
import io.voxguard.store.limit.Window;
import io.voxguard.store.redis.command.SentCommand;
import io.voxguard.store.redis.connection.UnreplayedCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of the script {@code limit.lua}: some checks, and how its reply is read.
 *
 * @param first index of the first check among all that are sent together
 */
record LimitCall(int first, List<Check> checks) {
    /** Most buckets of a call: it holds up the store for tens of microseconds, no more. */
    static final int MAX_BUCKETS = 32;

    /** Splits checks into calls, in their order. */
    static List<LimitCall> of(List<Check> checks) {
        if (checks.size() == 1) {
            return List.of(new LimitCall(0, checks));
        }
        List<LimitCall> calls = new ArrayList<>(1 + checks.size() / MAX_BUCKETS);
        int first = 0;
        int buckets = 0;
        for (int i = 0; i < checks.size(); i++) {
            int more = checks.get(i).debits().size();
            if (i > first && buckets + more > MAX_BUCKETS) {
                calls.add(new LimitCall(first, checks.subList(first, i)));
                first = i;
                buckets = 0;
            }
            buckets += more;
        }
        calls.add(new LimitCall(first, checks.subList(first, checks.size())));
        return calls;
    }

    /** Returns the call as EVALSHA ({@code known}) or EVAL. Neither is sent again after a lost connection: it would take tokens twice. */
    SentCommand<long[]> command(Script script, boolean known) {
        return new SentCommand<>(new Command<>(
                known ? UnreplayedCommand.EVALSHA : UnreplayedCommand.EVAL,
                new IntegersOutput(replySize()),
                args(script.sent(known))));
    }

    CommandArgs<byte[], byte[]> args(byte[] script) {
        CommandArgs<byte[], byte[]> args =
                new CommandArgs<>(ByteArrayCodec.INSTANCE).add(script).add(buckets());
        for (Check check : checks) {
            for (Debit debit : check.debits()) {
                args.addKey(debit.key());
            }
        }
        for (Check check : checks) {
            args.add(check.debits().size()).add(check.takes() ? 1 : 0);
            for (Debit debit : check.debits()) {
                add(debit, args);
            }
        }
        return args;
    }

    private static void add(Debit debit, CommandArgs<byte[], byte[]> args) {
        args.add(debit.binds() ? 1 : 0).add(debit.windows().size());
        long cost = debit.asked();
        for (Window window : debit.windows()) {
            args.add(window.wholeMicros(cost))
                    .add(window.fraction(cost))
                    .add(window.wholeMicros(window.burst()))
                    .add(window.fraction(window.burst()))
                    .add(window.unit());
        }
    }

    private int buckets() {
        int buckets = 0;
        for (Check check : checks) {
            buckets += check.debits().size();
        }
        return buckets;
    }

    private int replySize() {
        int size = 1;
        for (Check check : checks) {
            size++;
            for (Debit debit : check.debits()) {
                size += 1 + 2 * debit.windows().size();
            }
        }
        return size;
    }

    /** Returns the reply to each check. */
    List<LimitReply> read(long[] reply) {
        List<LimitReply> replies = new ArrayList<>(checks.size());
        int at = 1;
        for (Check check : checks) {
            boolean admitted = reply[at++] == 1;
            List<BucketState> buckets = new ArrayList<>(check.debits().size());
            for (Debit debit : check.debits()) {
                boolean passes = debit.cost() == 0 || reply[at] == 1 && !debit.neverPasses();
                admitted = debit.cost() == 0 || admitted && (passes || !debit.binds());
                at++;
                long[] times = new long[2 * debit.windows().size()];
                System.arraycopy(reply, at, times, 0, times.length);
                at += times.length;
                buckets.add(new BucketState(debit, passes, reply[0], times));
            }
            replies.add(new LimitReply(StoreOutcome.DONE, admitted, buckets));
        }
        return replies;
    }
}
