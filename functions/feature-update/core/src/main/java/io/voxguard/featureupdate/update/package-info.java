/** In: call events. Out: states and rows in the store. */
@NullMarked
package io.voxguard.featureupdate.update;

import org.jspecify.annotations.NullMarked;
