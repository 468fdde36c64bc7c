/** In: view files and Feast's registry. Out: the catalogue as it stands now, with what reads and writes by it; read anew when the registry changes. */
@NullMarked
package io.voxguard.api.features;

import org.jspecify.annotations.NullMarked;
