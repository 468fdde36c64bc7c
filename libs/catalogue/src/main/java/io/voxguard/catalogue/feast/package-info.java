/**
 * In: views in Feast's layout, and plain values. Out: keys and values as Feast's Redis online store has them.
 */
@NullMarked
package io.voxguard.catalogue.feast;

import org.jspecify.annotations.NullMarked;
