package io.voxguard.benchmarks.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * CPU time so far, in seconds, as Linux counts it in hundredths.
 *
 * @param all of the whole machine, idle time included
 * @param busy of the whole machine
 * @param own of this process
 * @param children of the processes that it started and that have ended
 */
record MachineTime(double all, double busy, double own, double children) {
    private static final double TICKS = 100;

    static MachineTime now() throws IOException {
        String total = Files.readAllLines(Path.of("/proc/stat")).getFirst();
        // user nice system idle iowait irq softirq steal; guests are in user and nice
        double[] cpu = numbers(total.substring(total.indexOf(' ')).strip());
        double all = 0;
        for (int i = 0; i < 8; i++) {
            all += cpu[i];
        }
        String self = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = self.substring(self.lastIndexOf(')') + 2).split(" ", -1);
        double own = Double.parseDouble(fields[11]) + Double.parseDouble(fields[12]);
        double children = Double.parseDouble(fields[13]) + Double.parseDouble(fields[14]);
        return new MachineTime(all / TICKS, (all - cpu[3] - cpu[4]) / TICKS, own / TICKS, children / TICKS);
    }

    private static double[] numbers(String line) {
        return Stream.of(line.split(" +", -1)).mapToDouble(Double::parseDouble).toArray();
    }

    MachineTime since(MachineTime before) {
        return new MachineTime(all - before.all, busy - before.busy, own - before.own, children - before.children);
    }

    /** Returns the share of the machine that processes other than this one, its children and the store have used. */
    double othersShare(double storeSeconds) {
        return Math.max(0, busy - own - children - storeSeconds) / all;
    }
}
