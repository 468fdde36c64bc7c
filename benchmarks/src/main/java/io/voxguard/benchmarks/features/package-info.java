/** feature-update: call events into features. */
@NullMarked
package io.voxguard.benchmarks.features;

import org.jspecify.annotations.NullMarked;
