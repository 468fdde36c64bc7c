/** In: events of one entity. Out: its tiles, the aggregates of its windows, and its features. */
@NullMarked
package io.voxguard.featureupdate.window;

import org.jspecify.annotations.NullMarked;
