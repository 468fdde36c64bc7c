package io.voxguard.serving.ingest;

import io.voxguard.serving.entity.KeyValues;
import java.time.Duration;

/**
 * What is taken in.
 *
 * @param keys how strictly keys are of their type
 * @param skew how far from now an event time may be
 * @param hashTtl after which the store drops an entity's hash in Feast's layout that was not written again; zero: never
 */
public record IngestRules(KeyValues keys, Duration skew, Duration hashTtl) {}
