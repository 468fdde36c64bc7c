/**
 * In: the bytes of an {@code .onnx} file. Out: the same model, checked against limits and rewritten where ONNX Runtime's Java interface needs it; its trees.
 */
@NullMarked
package io.voxguard.serving.onnx.file;

import org.jspecify.annotations.NullMarked;
