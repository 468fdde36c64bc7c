/** Rate limits. In: the limits that are declared, and requests for tokens by the parties of a call or by a key. Out: verdicts, from buckets that all replicas share. */
@NullMarked
package io.voxguard.serving.limit;

import org.jspecify.annotations.NullMarked;
