package io.voxguard.api.metrics;

import io.prometheus.client.Collector;
import io.voxguard.time.Ticker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Histograms of one name, in the form in which Prometheus gets Micrometer's timers and summaries: buckets, count and sum, and the maximum of the last two to
 * three minutes. Micrometer's own read a clock twice for each recording and change several numbers that all threads share: seven of them for each scored
 * call cost as much as reading its JSON, figures in benchmarks/RESULTS.md. Thread-safe.
 */
final class Histograms extends Collector {
    private static final int MAXIMA = 3;
    private static final long MAXIMUM_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final String help;
    private final long[] bounds;
    private final double unit;
    private final Ticker ticker;
    private final List<Series> series = new CopyOnWriteArrayList<>();
    private volatile int minute;
    private volatile long minuteBegan;

    /**
     * Histograms without series.
     *
     * @param name in Prometheus, with its unit
     * @param bounds largest values of the buckets, rising, in what is recorded
     * @param unit what is recorded in one unit of the name: a billion for nanoseconds and seconds
     */
    Histograms(String name, String help, long[] bounds, double unit, Ticker ticker) {
        this.name = name;
        this.help = help;
        this.bounds = bounds.clone();
        this.unit = unit;
        this.ticker = ticker;
        this.minuteBegan = ticker.nanos();
    }

    /** Adds a series. */
    Series add(List<String> labels, List<String> values) {
        Series added = new Series(labels, values);
        series.add(added);
        return added;
    }

    /** Looks at the time, so that maxima are of the last minutes: to be called once for each group of recordings. */
    void tick() {
        if (ticker.nanos() - minuteBegan >= MAXIMUM_NANOS) {
            nextMinute();
        }
    }

    private synchronized void nextMinute() {
        long now = ticker.nanos();
        long passed = Math.min((now - minuteBegan) / MAXIMUM_NANOS, MAXIMA);
        for (long i = 0; i < passed; i++) {
            int next = (minute + 1) % MAXIMA;
            series.forEach(one -> one.maxima[next].set(0));
            minute = next;
        }
        minuteBegan = passed == 0 ? minuteBegan : now;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        tick();
        if (series.isEmpty()) {
            return List.of();
        }
        List<MetricFamilySamples.Sample> samples = new ArrayList<>();
        List<MetricFamilySamples.Sample> maxima = new ArrayList<>();
        for (Series one : series) {
            one.samples(samples);
            maxima.add(one.maximum());
        }
        return List.of(
                new MetricFamilySamples(name, Type.HISTOGRAM, help, samples),
                new MetricFamilySamples(name + "_max", Type.GAUGE, help, maxima));
    }

    /** Values under the same labels. */
    final class Series {
        private final List<String> labels;
        private final List<String> values;
        private final LongAdder[] buckets = new LongAdder[bounds.length + 1];
        private final LongAdder sum = new LongAdder();
        /** By minute, in turn. */
        private final AtomicLong[] maxima = new AtomicLong[MAXIMA];

        private Series(List<String> labels, List<String> values) {
            this.labels = labels;
            this.values = values;
            Arrays.setAll(buckets, i -> new LongAdder());
            Arrays.setAll(maxima, i -> new AtomicLong());
        }

        /** Records a value that is not negative. */
        void record(long value) {
            int bucket = 0;
            while (bucket < bounds.length && value > bounds[bucket]) {
                bucket++;
            }
            buckets[bucket].increment();
            sum.add(value);
            AtomicLong largest = maxima[minute];
            if (value > largest.get()) {
                largest.accumulateAndGet(value, Math::max);
            }
        }

        private void samples(List<MetricFamilySamples.Sample> samples) {
            List<String> names = new ArrayList<>(labels);
            names.add("le");
            long count = 0;
            for (int i = 0; i <= bounds.length; i++) {
                count += buckets[i].sum();
                List<String> bound = new ArrayList<>(values);
                bound.add(i < bounds.length ? doubleToGoString(bounds[i] / unit) : "+Inf");
                samples.add(new MetricFamilySamples.Sample(name + "_bucket", names, bound, count));
            }
            samples.add(new MetricFamilySamples.Sample(name + "_count", labels, values, count));
            samples.add(new MetricFamilySamples.Sample(name + "_sum", labels, values, sum.sum() / unit));
        }

        private MetricFamilySamples.Sample maximum() {
            long largest = 0;
            for (AtomicLong one : maxima) {
                largest = Math.max(largest, one.get());
            }
            return new MetricFamilySamples.Sample(name + "_max", labels, values, largest / unit);
        }
    }
}
