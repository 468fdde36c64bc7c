/** In: configuration. Out: what bounds the scoring of calls. */
@NullMarked
package io.voxguard.api.scoring;

import org.jspecify.annotations.NullMarked;
