/**
 * In: keys. Out: the features in the store, and for each view of each call whether it was present, missing, stale or not to be had.
 */
@NullMarked
package io.voxguard.serving.feature;

import org.jspecify.annotations.NullMarked;
