/** In: Feast's registry file. Out: its feature views, services and join keys as the catalogue has them, and why others are not served. */
@NullMarked
package io.voxguard.catalogue.registry;

import org.jspecify.annotations.NullMarked;
