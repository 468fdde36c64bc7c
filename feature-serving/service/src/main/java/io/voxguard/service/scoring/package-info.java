/** In: configuration. Out: the catalogue of features and the models that serve, loaded at start, and the pipelines over them. */
@NullMarked
package io.voxguard.service.scoring;

import org.jspecify.annotations.NullMarked;
