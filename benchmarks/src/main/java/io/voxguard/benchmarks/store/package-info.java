/**
 * Benchmark of the platform's mixed workload through the store client, compared with redis-benchmark. In: a store's address. Out: a line of JSON per configuration; the
 * figures are in {@code benchmarks/RESULTS.md}. {@code benchmarks/store/run} runs it.
 */
@NullMarked
package io.voxguard.benchmarks.store;

import org.jspecify.annotations.NullMarked;
