/** In: configuration. Out: what bounds the scoring of calls. */
@NullMarked
package io.voxguard.service.scoring;

import org.jspecify.annotations.NullMarked;
