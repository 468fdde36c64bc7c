/** In: pointers, published versions and the states of replicas in the store. Out: the policy of each model, and folders of fetched versions. */
@NullMarked
package io.voxguard.serving.repository.replicas;

import org.jspecify.annotations.NullMarked;
