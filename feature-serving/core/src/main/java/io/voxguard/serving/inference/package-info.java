/**
 * In: tensors of the Open Inference Protocol. Out: tensors; by a plain model, or by the scoring of calls as a model whose inputs are entity keys.
 */
@NullMarked
package io.voxguard.serving.inference;

import org.jspecify.annotations.NullMarked;
