@NullMarked
package io.voxguard.store.limit;

import org.jspecify.annotations.NullMarked;
