/** In: requests of Feast's HTTP API. Out: online features column by column, and the outcome of each pushed row. */
@NullMarked
package io.voxguard.api.http.features;

import org.jspecify.annotations.NullMarked;
