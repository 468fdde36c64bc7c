/** JMH benchmarks of single components. In: nothing. Out: figures for {@code RESULTS.md}. */
@NullMarked
package io.voxguard.benchmarks;

import org.jspecify.annotations.NullMarked;
