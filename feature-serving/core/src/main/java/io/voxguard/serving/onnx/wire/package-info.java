/**
 * In: the bytes of protobuf messages. Out: their fields, read once where they lie, and copies with some fields replaced.
 */
@NullMarked
package io.voxguard.serving.onnx.wire;

import org.jspecify.annotations.NullMarked;
