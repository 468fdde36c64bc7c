/**
 * In: a model file, rows of floats, tensors. Out: scores and tensors, computed by ONNX Runtime. The only importer of ONNX Runtime.
 */
@NullMarked
package io.voxguard.serving.onnx;

import org.jspecify.annotations.NullMarked;
