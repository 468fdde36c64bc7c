package io.voxguard.demo;

import io.voxguard.demo.events.EventFlow;
import io.voxguard.demo.events.EventReport;
import io.voxguard.demo.events.EventSummary;
import io.voxguard.demo.features.CallEventFeed;
import io.voxguard.demo.features.EarlierRun;
import io.voxguard.demo.features.FeatureUpdateProcess;
import io.voxguard.demo.records.CallRecord;
import io.voxguard.demo.records.CallRecords;
import io.voxguard.store.embedded.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;

/** {@code ./voxguard demo}: scores call records as the deployed service does, and delivers the detections to case management and alerting. */
final class Demo {
    private Demo() {}

    /**
     * Returns whether every call was scored, and every detection delivered.
     *
     * @param scoresOnly whether to leave out what becomes of detections
     */
    static boolean run(Project project, Path file, boolean nativeExecutable, boolean scoresOnly)
            throws IOException, InterruptedException {
        List<CallRecord> calls = CallRecords.read(file);
        try (StoreInUse store = StoreInUse.open();
                FeatureUpdateProcess features =
                        FeatureUpdateProcess.start(project.root(), project.models(), store.url());
                EventFlow events =
                        scoresOnly ? EventFlow.off() : EventFlow.start(project.root(), store.url(), store::remove);
                ServiceProcess service = ServiceProcess.start(
                        project, nativeExecutable, store.url(), FreePort.onLoopback(), events.serviceEnvironment());
                ScoringClient scoring = new ScoringClient(service.url())) {
            events.awaitReady(service);
            features.awaitReady();
            store.remove(EarlierRun.keys(calls, project.models()));
            System.out.printf(
                    "Replaying %d call records of %s: store %s, service %s%n",
                    calls.size(), file, store.url(), service.url());
            Tally tally = new Tally();
            long start = System.nanoTime();
            new Replay(new CallEventFeed(run()), features, scoring, tally).run(calls);
            double seconds = (System.nanoTime() - start) / 1e9;
            Summary.print(tally, System.out);
            EventReport report = events.report(tally.detections(), tally.blocked());
            EventSummary.print(report, System.out);
            System.out.println(tally.json(seconds, report.json()));
            return tally.everyCallScored() && report.lost() == 0;
        }
    }

    /** Returns the beginning of the ids of a run's calls. */
    static String run() {
        return "demo-" + UUID.randomUUID() + '-';
    }
}
