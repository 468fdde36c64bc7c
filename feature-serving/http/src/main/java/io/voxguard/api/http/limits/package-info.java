/** In: requests for tokens of rate limits. Out: verdicts: {@code POST /v1/limits/{limit}/consume}, {@code peek} and {@code reset}. */
@NullMarked
package io.voxguard.api.http.limits;

import org.jspecify.annotations.NullMarked;
