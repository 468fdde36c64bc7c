package io.voxguard.demo;

import io.voxguard.calls.CallProgress;
import io.voxguard.catalogue.number.PhoneNumber;
import io.voxguard.demo.features.CallEventFeed;
import io.voxguard.demo.features.EarlierRun;
import io.voxguard.demo.features.FeatureUpdateProcess;
import io.voxguard.demo.records.CallRecord;
import io.voxguard.demo.records.CallRecords;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** {@code ./voxguard run}: the service on a store with the features of the project's sample, as if one of its calls came in now. */
final class Run {
    /** A limit to try, as {@code docs/limits.md} does. */
    private static final Map<String, String> TRIAL_LIMIT =
            Map.of("VOXGUARD_LIMITS_TRIAL_PER", "caller", "VOXGUARD_LIMITS_TRIAL_WINDOWS", "5/1m");

    private Run() {}

    static void run(Project project, int port, boolean nativeExecutable) throws IOException, InterruptedException {
        try (StoreInUse store = StoreInUse.open()) {
            List<CallRecord> calls = fillWithSample(project, store);
            try (ServiceProcess service =
                    ServiceProcess.start(project, nativeExecutable, store.url(), port, TRIAL_LIMIT)) {
                System.out.println(
                        "store    " + store.url() + (store.isEmbedded() ? "  (embedded, ends with this)" : ""));
                System.out.println("serving  " + service.url());
                System.out.println("         health /q/health, metrics /q/metrics, API /q/openapi; Ctrl-C ends it");
                System.out.println();
                print(
                        "Try a call of someone who dials number after number:",
                        service,
                        last(calls, Run::dialsInSequence));
                print("and an ordinary one:", service, last(calls, Run::ordinaryAtHome));
                service.await();
            }
        }
    }

    /** Writes what was known until the sample's last call of a dialling robot, as if that call came in now; returns the calls up to it. */
    private static List<CallRecord> fillWithSample(Project project, StoreInUse store)
            throws IOException, InterruptedException {
        List<CallRecord> sample = CallRecords.read(project.sampleCalls());
        CallRecord robot = last(sample, Run::dialsInSequence);
        long now = System.currentTimeMillis() / 1000 * 1000;
        List<CallRecord> calls = sample.subList(0, sample.lastIndexOf(robot) + 1).stream()
                .map(call -> call.shifted(now - robot.startedAtMs()))
                .toList();
        CallEventFeed feed = new CallEventFeed(Demo.run());
        List<CallProgress> events = new ArrayList<>();
        for (CallRecord call : calls.subList(0, calls.size() - 1)) {
            events.addAll(feed.takeUntil(call.startedAtMs()));
            feed.start(call);
        }
        events.addAll(feed.takeUntil(now));
        store.remove(EarlierRun.keys(calls, project.models()));
        try (FeatureUpdateProcess features =
                FeatureUpdateProcess.start(project.root(), project.models(), store.url())) {
            features.awaitReady();
            features.count(events);
        }
        return calls;
    }

    private static boolean dialsInSequence(CallRecord call) {
        return "sequential_dialling".equals(call.label());
    }

    private static boolean ordinaryAtHome(CallRecord call) {
        return "ordinary".equals(call.label()) && !PhoneNumber.acrossBorders(call.caller(), call.callee());
    }

    private static CallRecord last(List<CallRecord> calls, Predicate<CallRecord> wanted) {
        return calls.reversed().stream().filter(wanted).findFirst().orElse(calls.getLast());
    }

    private static void print(String title, ServiceProcess service, CallRecord call) {
        System.out.println(title);
        System.out.printf(
                "  curl -s %s/v1/score -H 'content-type: application/json' \\%n       -d '%s'%n",
                service.url(), ScoringClient.body(call));
    }
}
