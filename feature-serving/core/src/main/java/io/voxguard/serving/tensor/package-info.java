/**
 * In: JSON data or bytes. Out: named tensors of the Open Inference Protocol, checked against their shape; in memory that a model reads in place.
 */
@NullMarked
package io.voxguard.serving.tensor;

import org.jspecify.annotations.NullMarked;
