/** In: call starts and ends. Out: the rows of the five views, by the rules of {@code docs/features.md}. The event-driven updater takes its place later. */
@NullMarked
package io.voxguard.demo.features;

import org.jspecify.annotations.NullMarked;
