/** In: configuration, the features that are served. Out: the models that are served, for the life of the process, and the roads to them. */
@NullMarked
package io.voxguard.api.models;

import org.jspecify.annotations.NullMarked;
