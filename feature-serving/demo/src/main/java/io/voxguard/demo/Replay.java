package io.voxguard.demo;

import io.voxguard.demo.features.CallEventFeed;
import io.voxguard.demo.features.FeatureSink;
import io.voxguard.demo.records.CallRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/**
 * Lets call records pass as if they took place now: before a call is scored, the store holds what was known until then, and only after
 * that does the call itself count. Calls that start at the same time are scored at the same time.
 */
final class Replay {
    /** Calls in flight at most; a record of minutes has few that start together. */
    private static final int AT_ONCE = 32;

    private final CallEventFeed feed;
    private final FeatureSink features;
    private final ScoringClient scoring;
    private final Tally tally;

    Replay(CallEventFeed feed, FeatureSink features, ScoringClient scoring, Tally tally) {
        this.feed = feed;
        this.features = features;
        this.scoring = scoring;
        this.tally = tally;
    }

    /** @param calls in the order of their start */
    void run(List<CallRecord> calls) {
        try (ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("calls")
                .setInitialMax(calls.size())
                .setUpdateIntervalMillis(500)
                .showSpeed()
                .build()) {
            int from = 0;
            while (from < calls.size()) {
                int to = from + 1;
                while (to < calls.size()
                        && calls.get(to).startedAtMs() == calls.get(from).startedAtMs()) {
                    to++;
                }
                passTogether(calls.subList(from, to));
                bar.stepBy(to - from);
                from = to;
            }
            features.count(feed.takeUntil(Long.MAX_VALUE));
        }
    }

    private void passTogether(List<CallRecord> calls) {
        features.count(feed.takeUntil(calls.getFirst().startedAtMs()));
        for (int from = 0; from < calls.size(); from += AT_ONCE) {
            score(calls.subList(from, Math.min(calls.size(), from + AT_ONCE)));
        }
        calls.forEach(feed::start);
    }

    private void score(List<CallRecord> calls) {
        List<CompletableFuture<ScoringClient.Reply>> replies = new ArrayList<>();
        calls.forEach(call -> replies.add(scoring.score(call)));
        for (int i = 0; i < replies.size(); i++) {
            try {
                tally.count(replies.get(i).join());
            } catch (CompletionException e) {
                tally.failed(calls.get(i), e.getCause() == null ? e : e.getCause());
            }
        }
    }
}
