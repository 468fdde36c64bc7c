/** In: view files. Out: what to keep of an entity's events, and how its features follow from that. */
@NullMarked
package io.voxguard.featureupdate.definition;

import org.jspecify.annotations.NullMarked;
