package io.voxguard.fanout.function;

import io.quarkus.arc.DefaultBean;
import io.voxguard.fanout.log.EventAppender;
import io.voxguard.fanout.log.Partitions;
import io.voxguard.store.redis.RedisStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;

/** Makes what the service and Lambda share. */
@Singleton
final class FanoutBeans {
    @Produces
    @Singleton
    Partitions partitions(FanoutSettings settings) {
        return new Partitions(settings.keyPrefix(), settings.partitions());
    }

    @Produces
    @Singleton
    EventAppender appender(RedisStore store, Partitions partitions, FanoutSettings settings) {
        return new EventAppender(
                partitions,
                partition -> store.log(partitions.log(partition)),
                settings.dedupWindow(),
                settings.storeLimit());
    }

    /** Returns the acceptance where nothing is delivered, as on Lambda: the log is all that is needed. */
    @Produces
    @Singleton
    @DefaultBean
    Acceptance acceptance() {
        return Optional::empty;
    }
}
