/** In: CloudEvents and questions over HTTP. Out: refreshes, and how sets and engines stand, as JSON. */
@NullMarked
package io.voxguard.rulerefresh.service.http;

import org.jspecify.annotations.NullMarked;
