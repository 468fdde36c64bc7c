/**
 * In: calls or tensors for a model. Out: the answers of the versions that the model's policy chooses, within the model's limits; a shadow is compared beside them.
 */
@NullMarked
package io.voxguard.serving.routing;

import org.jspecify.annotations.NullMarked;
