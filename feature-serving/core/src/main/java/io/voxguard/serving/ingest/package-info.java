/** In: data frames for views. Out: writes that never put an older event in the place of a newer one, and what became of each row. */
@NullMarked
package io.voxguard.serving.ingest;

import org.jspecify.annotations.NullMarked;
