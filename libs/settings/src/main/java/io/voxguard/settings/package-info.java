/** Converters of settings. In: the text of a property. Out: a value within its bounds, or an error that says what was expected. */
@NullMarked
package io.voxguard.settings;

import org.jspecify.annotations.NullMarked;
