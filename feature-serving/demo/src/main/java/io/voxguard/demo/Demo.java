package io.voxguard.demo;

import io.voxguard.catalogue.view.FeatureCatalogue;
import io.voxguard.demo.features.FeatureUpdater;
import io.voxguard.demo.records.CallRecord;
import io.voxguard.demo.records.CallRecords;
import io.voxguard.serving.call.NumberRanges;
import io.voxguard.store.embedded.FreePort;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** {@code ./voxguard demo}: call records through the real road, and what was found. */
final class Demo {
    private Demo() {}

    /** Returns whether every call was scored. */
    static boolean run(Project project, Path file, boolean nativeExecutable) throws IOException, InterruptedException {
        List<CallRecord> calls = CallRecords.read(file);
        try (StoreInUse store = StoreInUse.open();
                ServiceProcess service =
                        ServiceProcess.start(project, nativeExecutable, store.url(), FreePort.onLoopback());
                ScoringClient scoring = new ScoringClient(service.url())) {
            System.out.printf(
                    "Replaying %d call records of %s: store %s, service %s%n",
                    calls.size(), file, store.url(), service.url());
            FeatureUpdater features = new FeatureUpdater(
                    FeatureCatalogue.read(project.models().resolve("feature-views")),
                    NumberRanges.read(project.models().resolve("number-ranges.csv")));
            Tally tally = new Tally();
            long start = System.nanoTime();
            new Replay(features, store, scoring, tally).run(calls);
            double seconds = (System.nanoTime() - start) / 1e9;
            Summary.print(tally, System.out);
            System.out.println(tally.json(seconds));
            return tally.everyCallScored();
        }
    }
}
