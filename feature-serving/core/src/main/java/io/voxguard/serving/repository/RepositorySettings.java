package io.voxguard.serving.repository;

import io.voxguard.serving.admission.GateLimits;
import io.voxguard.serving.compiled.TreeCompiling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Settings of a repository.
 *
 * @param models the folder of models
 * @param fetched folder of versions that come from the store
 * @param keep number of the newest sound versions that are kept loaded besides those that the policy names
 * @param poll pause between two polls of folders and pointers; zero: no polls
 * @param storeLimit for one answer of the store about pointers and replicas
 * @param replica returns the name of this process among the replicas, as it is now
 * @param plain limits of a plain model that has no limits of its own
 * @param scoring limits of a scoring model that has no limits of its own
 * @param compiling whether the trees of scoring models are compiled
 */
public record RepositorySettings(
        Path models,
        Path fetched,
        int keep,
        Duration poll,
        Duration storeLimit,
        Supplier<String> replica,
        GateLimits plain,
        GateLimits scoring,
        TreeCompiling compiling) {}
