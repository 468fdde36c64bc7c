/**
 * In: a folder of a model. Out: a checked {@link io.voxguard.serving.model.Model} that turns vectors into scores. The only importer of ONNX Runtime is here.
 */
@NullMarked
package io.voxguard.serving.model;

import org.jspecify.annotations.NullMarked;
