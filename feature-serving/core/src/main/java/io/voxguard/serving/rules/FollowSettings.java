package io.voxguard.serving.rules;

import io.voxguard.rules.TrustedKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Settings of a {@link RuleFollower}.
 *
 * @param set its name
 * @param engine returns the name of this process in acknowledgements, as it is now
 * @param poll interval between two looks at the pointer
 * @param bearable time that the running rules may go without being seen to be current before answers are degraded
 * @param storeLimit bound of one answer of the store
 * @param keys of which one must have signed
 * @param stateFolder folder of the last good set; empty: kept in memory alone
 */
public record FollowSettings(
        String set,
        Supplier<String> engine,
        Duration poll,
        Duration bearable,
        Duration storeLimit,
        TrustedKeys keys,
        Optional<Path> stateFolder) {}
