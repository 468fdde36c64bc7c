/** In: phone numbers, and a file of number ranges. Out: what the digits of a number say. */
@NullMarked
package io.voxguard.catalogue.number;

import org.jspecify.annotations.NullMarked;
