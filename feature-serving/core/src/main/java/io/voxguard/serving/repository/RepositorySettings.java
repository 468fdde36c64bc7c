package io.voxguard.serving.repository;

import io.voxguard.serving.admission.GateLimits;
import io.voxguard.serving.compiled.TreeCompiling;
import java.nio.file.Path;
import java.time.Duration;

/**
 * How a repository works.
 *
 * @param models the folder of models
 * @param fetched where versions are put that come from the store
 * @param keep how many of the newest good versions are kept loaded besides those that the policy names
 * @param poll how often folders and pointers are looked at; zero: only when asked
 * @param storeLimit for one answer of the store about pointers and replicas
 * @param replica the name of this process among the replicas
 * @param plain limits of a plain model that has none of its own
 * @param scoring limits of a scoring model that has none of its own
 * @param inline requests that take longer than this, by what they took lately, run on a worker
 * @param maxCalls rows of a request of a scoring model
 * @param compiling whether the trees of scoring models are compiled
 */
public record RepositorySettings(
        Path models,
        Path fetched,
        int keep,
        Duration poll,
        Duration storeLimit,
        String replica,
        GateLimits plain,
        GateLimits scoring,
        Duration inline,
        int maxCalls,
        TreeCompiling compiling) {}
