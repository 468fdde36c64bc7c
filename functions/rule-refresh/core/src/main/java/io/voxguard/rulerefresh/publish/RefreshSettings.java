package io.voxguard.rulerefresh.publish;

import io.voxguard.rules.SigningKey;
import io.voxguard.rules.TrustedKeys;
import java.time.Duration;
import java.util.Optional;

/**
 * How rules are published.
 *
 * @param storeLimit for one answer of the store
 * @param keep how long a blob stays after another took its place
 * @param signing the key that signs; empty: pointers are not signed
 * @param trusted the keys whose pointers stand in the store rightly; none: all
 */
public record RefreshSettings(Duration storeLimit, Duration keep, Optional<SigningKey> signing, TrustedKeys trusted) {}
