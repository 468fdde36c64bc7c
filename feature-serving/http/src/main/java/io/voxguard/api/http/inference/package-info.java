/** In: requests of the Open Inference Protocol over HTTP. Out: tensors as JSON or binary data, descriptions of models, changes of the repository; {@code /v2}. */
@NullMarked
package io.voxguard.api.http.inference;

import org.jspecify.annotations.NullMarked;
