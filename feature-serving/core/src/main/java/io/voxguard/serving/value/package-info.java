/** In: the bytes of a value in Feast's store, or a plain Java value. Out: its parts to a visitor, or its bytes; no JSON, no object per value. */
@NullMarked
package io.voxguard.serving.value;

import org.jspecify.annotations.NullMarked;
