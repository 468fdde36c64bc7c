/** In: leases in the store, the replicas that are alive. Out: the partitions that this replica reads. */
@NullMarked
package io.voxguard.fanout.ownership;

import org.jspecify.annotations.NullMarked;
