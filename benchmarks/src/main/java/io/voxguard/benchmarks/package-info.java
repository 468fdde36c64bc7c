/** JMH benchmarks of single pieces. In: nothing. Out: figures, kept in {@code RESULTS.md}. */
@NullMarked
package io.voxguard.benchmarks;

import org.jspecify.annotations.NullMarked;
