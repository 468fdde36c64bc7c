/**
 * Benchmark of rate limits. In: a store's address. Out: a line of JSON for each client and shape of load; the figures are in {@code benchmarks/RESULTS.md}.
 * {@code benchmarks/rate-limits/run} runs it.
 */
@NullMarked
package io.voxguard.benchmarks.limits;

import org.jspecify.annotations.NullMarked;
