/** In: questions and orders of operators over HTTP. Out: how destinations stand, and their dead letters, as JSON. */
@NullMarked
package io.voxguard.fanout.service.http;

import org.jspecify.annotations.NullMarked;
