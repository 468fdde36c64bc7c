package io.voxguard.featureupdate.function;

import io.voxguard.snapshot.SnapshotHook;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Revisions of states: two writers that drew the same one would overwrite each other's work unseen. The seed is drawn with the first revision, and anew in each copy of
 * a process that was frozen. For one thread at a time, but for {@link #afterRestore}.
 */
@Singleton
final class Revisions implements RandomGenerator, SnapshotHook {
    private final LongSupplier seeds;
    private volatile @Nullable RandomGenerator seeded;

    Revisions() {
        this(() -> new SecureRandom().nextLong());
    }

    Revisions(LongSupplier seeds) {
        this.seeds = seeds;
    }

    @Override
    public long nextLong() {
        RandomGenerator generator = seeded;
        if (generator == null) {
            generator = new SplittableRandom(seeds.getAsLong());
            seeded = generator;
        }
        return generator.nextLong();
    }

    @Override
    public void afterRestore() {
        seeded = null;
    }
}
