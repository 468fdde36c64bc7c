package io.voxguard.store.redis;

import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.netty.buffer.ByteBuf;
import io.voxguard.store.FeatureStates.Replaced;
import io.voxguard.store.FeatureStates.Replacement;
import io.voxguard.store.FeatureStates.StateWrite;
import io.voxguard.store.HashWrite;
import io.voxguard.store.RowWrite;
import io.voxguard.store.redis.command.SentCommand;
import java.util.ArrayList;
import java.util.List;

/**
 * One call of the script {@code replace-state.lua}: some states, and how its reply is read.
 *
 * @param first index of the first state among all that are sent together
 */
record ReplaceCall(int first, List<Replacement> states) {
    private static final Replaced[] REPLIES = {Replaced.CONFLICT, Replaced.DONE, Replaced.DONE_OVER_ANOTHER_TYPE};
    private static final byte[] NOTHING = {};

    /** Splits states into calls, in their order. */
    static List<ReplaceCall> of(List<Replacement> states, int atOnce) {
        List<ReplaceCall> calls = new ArrayList<>(1 + states.size() / atOnce);
        for (int first = 0; first < states.size(); first += atOnce) {
            calls.add(new ReplaceCall(first, states.subList(first, Math.min(states.size(), first + atOnce))));
        }
        return calls;
    }

    /** Returns the call as EVALSHA ({@code known}) or EVAL. */
    SentCommand<long[]> command(Script script, boolean known) {
        return new SentCommand<>(new Command<>(
                known ? CommandType.EVALSHA : CommandType.EVAL,
                new IntegersOutput(states.size()),
                new Arguments(script.sent(known), states)));
    }

    /** Takes over the reply. */
    void read(long[] reply, Replaced[] outcomes) {
        for (int i = 0; i < states.size(); i++) {
            outcomes[first + i] = REPLIES[(int) reply[i]];
        }
    }

    /** Arguments that are written to the wire as they are: no object per key or value. */
    private static final class Arguments extends CommandArgs<byte[], byte[]> {
        private final byte[] script;
        private final List<Replacement> states;
        private int keys;
        private int count = 2; // script and number of keys

        Arguments(byte[] script, List<Replacement> states) {
            super(ByteArrayCodec.INSTANCE);
            this.script = script;
            this.states = states;
            for (Replacement state : states) {
                keys += 1 + state.rows().size() + state.hashes().size();
                count += 7 + 3 * state.rows().size() + 3 * state.hashes().size();
                for (HashWrite hash : state.hashes()) {
                    count += hash.fields().size();
                }
            }
        }

        @Override
        public int count() {
            return count;
        }

        @Override
        public void encode(ByteBuf out) {
            PreparedArgs.bulk(out, script);
            PreparedArgs.bulk(out, keys);
            for (Replacement state : states) {
                PreparedArgs.bulk(out, state.key());
                for (RowWrite row : state.rows()) {
                    PreparedArgs.bulk(out, row.key());
                }
                for (HashWrite hash : state.hashes()) {
                    PreparedArgs.bulk(out, hash.key());
                }
            }
            for (Replacement state : states) {
                encode(state, out);
            }
        }

        private static void encode(Replacement state, ByteBuf out) {
            PreparedArgs.bulk(out, state.rows().size());
            PreparedArgs.bulk(out, state.hashes().size());
            PreparedArgs.bulk(out, state.expected());
            PreparedArgs.bulk(out, state.ttl().toMillis());
            switch (state.state()) {
                case StateWrite.Whole whole -> {
                    PreparedArgs.bulk(out, whole.state());
                    PreparedArgs.bulk(out, NOTHING);
                }
                case StateWrite.Patch patch -> {
                    PreparedArgs.bulk(out, patch.head());
                    PreparedArgs.bulk(out, patch.tail());
                }
            }
            for (RowWrite row : state.rows()) {
                PreparedArgs.bulk(out, row.row());
                PreparedArgs.bulk(out, row.ttl().toMillis());
            }
            for (HashWrite hash : state.hashes()) {
                PreparedArgs.bulk(out, hash.ttl().toMillis());
                PreparedArgs.bulk(out, hash.fields().size());
                for (byte[] field : hash.fields()) {
                    PreparedArgs.bulk(out, field);
                }
            }
        }
    }
}
