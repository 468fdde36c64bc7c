/** In: a YAML file. Out: its fields by name and type, or one sentence that says which field of which file is wrong. */
@NullMarked
package io.voxguard.catalogue.document;

import org.jspecify.annotations.NullMarked;
