/** In: requests of Feast's HTTP API. Out: online features column by column, and what became of pushed rows. */
@NullMarked
package io.voxguard.api.http.features;

import org.jspecify.annotations.NullMarked;
