/** In: calls to be scored. Out: decisions: {@code POST /v1/score} and {@code /v1/score/batch}. */
@NullMarked
package io.voxguard.api.http.score;

import org.jspecify.annotations.NullMarked;
