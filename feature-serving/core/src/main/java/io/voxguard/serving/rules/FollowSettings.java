package io.voxguard.serving.rules;

import io.voxguard.rules.TrustedKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How a rule set is followed.
 *
 * @param set its name
 * @param engine what this process calls itself where it acknowledges
 * @param poll between two looks at the pointer
 * @param bearable how long what is evaluated may go without being seen to be the current rules before answers say so
 * @param storeLimit for one answer of the store
 * @param keys of which one must have signed
 * @param stateFolder where the last good set is kept; empty: in memory alone
 */
public record FollowSettings(
        String set,
        String engine,
        Duration poll,
        Duration bearable,
        Duration storeLimit,
        TrustedKeys keys,
        Optional<Path> stateFolder) {}
