/** In: the name or number of a type. Out: one of the types of features and entity keys. */
@NullMarked
package io.voxguard.catalogue.type;

import org.jspecify.annotations.NullMarked;
