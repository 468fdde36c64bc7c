package io.voxguard.demo;

import io.voxguard.serving.decisionlog.DecisionReplay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Deque;

/** {@code ./voxguard replay-log FILE}: scores the calls of a decision log again, and tells of those that come out otherwise. */
final class ReplayLog {
    private static final int SHOWN = 100;

    private ReplayLog() {}

    /** Returns whether every record was scored again with the same result. */
    static boolean run(Project project, Deque<String> arguments) throws IOException {
        if (arguments.size() != 1 || !Files.isReadable(Path.of(arguments.getFirst()))) {
            throw new IllegalArgumentException("replay-log: expected the file of a decision log, got " + arguments);
        }
        long[] told = {0};
        try (DecisionReplay replay = new DecisionReplay(project.models(), DecisionReplay.EVALUATORS_AGREE)) {
            DecisionReplay.Summary summary = replay.replay(Path.of(arguments.getFirst()), line -> {
                if (told[0]++ < SHOWN) {
                    System.out.println(line);
                }
            });
            if (told[0] > SHOWN) {
                System.out.println("… and " + (told[0] - SHOWN) + " more");
            }
            System.out.printf(
                    "{\"records\":%d,\"equal\":%d,\"different\":%d,\"not_replayed\":%d}%n",
                    summary.records(), summary.equal(), summary.different(), summary.notReplayed());
            return summary.equal() == summary.records();
        }
    }
}
