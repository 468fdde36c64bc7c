/**
 * The platform's mixed workload through the store client, beside redis-benchmark. In: a store's address. Out: one line of JSON a configuration, figures kept in
 * {@code benchmarks/RESULTS.md}. {@code benchmarks/store/run} runs it.
 */
@NullMarked
package io.voxguard.benchmarks.store;

import org.jspecify.annotations.NullMarked;
