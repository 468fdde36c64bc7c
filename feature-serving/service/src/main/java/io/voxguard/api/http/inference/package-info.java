/** In: requests of the Open Inference Protocol over HTTP. Out: tensors as JSON or binary data, and what there is to know of models; {@code /v2} and {@code /v1/models}. */
@NullMarked
package io.voxguard.api.http.inference;

import org.jspecify.annotations.NullMarked;
