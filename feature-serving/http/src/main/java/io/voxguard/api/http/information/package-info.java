/** In: the models that are served. Out: what the Open Inference Protocol and Triton's extensions tell of them, as records that HTTP writes as JSON and gRPC as messages. */
@NullMarked
package io.voxguard.api.http.information;

import org.jspecify.annotations.NullMarked;
