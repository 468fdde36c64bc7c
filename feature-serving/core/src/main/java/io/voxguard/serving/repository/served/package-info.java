/** In: a model's loaded versions and its policy. Out: the model as it is served at one moment, and leases of its versions for requests. */
@NullMarked
package io.voxguard.serving.repository.served;

import org.jspecify.annotations.NullMarked;
