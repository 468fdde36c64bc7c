/** In: a catalogue. Out: the fields of a call that conditions of detection rules may name. */
@NullMarked
package io.voxguard.catalogue.call;

import org.jspecify.annotations.NullMarked;
