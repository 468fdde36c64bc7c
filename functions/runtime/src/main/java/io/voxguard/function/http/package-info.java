/** In: POST requests with CloudEvents in binary, structured or batched mode. Out: a status that says whether the sender is to send them again. */
@NullMarked
package io.voxguard.function.http;

import org.jspecify.annotations.NullMarked;
