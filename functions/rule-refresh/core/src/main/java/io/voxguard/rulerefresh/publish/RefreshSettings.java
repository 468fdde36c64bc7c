package io.voxguard.rulerefresh.publish;

import io.voxguard.rules.SigningKey;
import io.voxguard.rules.TrustedKeys;
import java.time.Duration;
import java.util.Optional;

/**
 * Settings of a publication.
 *
 * @param storeLimit time limit of one command of the store
 * @param keep time that a blob is kept after it has been replaced
 * @param signing the key that signs pointers; empty: they are not signed
 * @param trusted the keys whose pointers are accepted in the store; without any, all are
 */
public record RefreshSettings(Duration storeLimit, Duration keep, Optional<SigningKey> signing, TrustedKeys trusted) {}
