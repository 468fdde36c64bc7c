package io.voxguard.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.store.LimitReply;
import io.voxguard.store.limit.BucketState;
import io.voxguard.store.limit.TokenBucket;
import io.voxguard.store.limit.Window;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What concurrent clients of one bucket were answered, and whether there is an order of it that a token bucket would have answered in the same way. */
final class LimitHistory {
    private LimitHistory() {}

    /**
     * One answer to a request for one token.
     *
     * @param nowMicros the store's time
     * @param fullMicros time at which the bucket was full after it, with the numerator of its fraction
     */
    record Answer(boolean admitted, long nowMicros, long fullMicros, long fraction) {
        static Answer of(LimitReply reply) {
            BucketState state = reply.buckets().getFirst();
            return new Answer(reply.admitted(), state.nowMicros(), state.times()[0], state.times()[1]);
        }

        static Answer parse(String line) {
            String[] fields = line.split(" ", -1);
            return new Answer(
                    fields[0].equals("1"),
                    Long.parseLong(fields[1]),
                    Long.parseLong(fields[2]),
                    Long.parseLong(fields[3]));
        }

        String line() {
            return (admitted ? "1 " : "0 ") + nowMicros + " " + fullMicros + " " + fraction;
        }
    }

    /** Puts the answers in the order of the bucket's states, and has each of them decided again. Returns how many were admitted. */
    static int assertDecidedAsByATokenBucket(Window window, List<Answer> answers) {
        List<Answer> order = new ArrayList<>(answers);
        // an admission comes before the refusals that saw the bucket as it left it
        order.sort(Comparator.comparingLong(Answer::fullMicros)
                .thenComparingLong(Answer::fraction)
                .thenComparing(Answer::admitted, Comparator.reverseOrder())
                .thenComparingLong(Answer::nowMicros));
        TokenBucket model = new TokenBucket(List.of(window));
        int admitted = 0;
        Answer previous = null;
        for (Answer answer : order) {
            assertThat(previous == null || previous.nowMicros() <= answer.nowMicros())
                    .as("the store's time in the order of states: %s, then %s", previous, answer)
                    .isTrue();
            assertThat(model.take(answer.nowMicros(), 1)).as("%s", answer).isEqualTo(answer.admitted());
            assertThat(model.remaining(answer.nowMicros()))
                    .as("%s", answer)
                    .isEqualTo(window.remaining(answer.nowMicros(), answer.fullMicros(), answer.fraction()));
            admitted += answer.admitted() ? 1 : 0;
            previous = answer;
        }
        return admitted;
    }
}
