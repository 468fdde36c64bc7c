package io.voxguard.api.rules;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.voxguard.settings.NumberFromZero;
import io.voxguard.settings.PositiveDuration;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Whether and how {@code /v1/score} holds calls against detection rules. */
@ConfigMapping(prefix = "voxguard.rules")
interface RulesSettings {
    /** The set's name; no rules are evaluated when empty. */
    Optional<String> set();

    /** Between two looks at the pointer. */
    @WithDefault("500ms")
    @WithConverter(PositiveDuration.class)
    Duration pollInterval();

    /** How long what is evaluated may go without being seen to be the current rules before answers are degraded. */
    @WithDefault("1m")
    @WithConverter(PositiveDuration.class)
    Duration bearable();

    /** Rules times calls of a request that are evaluated on an event loop; what is more goes to a worker thread, as large batches do. */
    @WithDefault("20000")
    @WithConverter(NumberFromZero.class)
    int inline();

    /** For one answer of the store. */
    @WithDefault("2s")
    @WithConverter(PositiveDuration.class)
    Duration storeLimit();

    /** {@code id=key}, of which one must have signed: SubjectPublicKeyInfo in base64. */
    Optional<List<String>> publicKeys();

    /** Where the last good set is kept across restarts; in memory alone when empty. */
    Optional<Path> stateDir();

    /** What this process calls itself where it acknowledges; host and process when empty. */
    Optional<String> engine();
}
