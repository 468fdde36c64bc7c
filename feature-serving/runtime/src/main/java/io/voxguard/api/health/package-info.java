/** In: the models and the store. Out: whether this process is ready, and what it lacks, with the reason. */
@NullMarked
package io.voxguard.api.health;

import org.jspecify.annotations.NullMarked;
