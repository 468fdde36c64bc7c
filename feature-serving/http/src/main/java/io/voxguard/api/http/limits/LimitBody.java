package io.voxguard.api.http.limits;

import io.voxguard.serving.limit.LimitRequest;
import java.util.List;

/**
 * A body that was read.
 *
 * @param many whether it is a list of keys, which is answered by a list
 */
record LimitBody(List<LimitRequest> requests, boolean many) {}
