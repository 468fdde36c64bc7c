package io.voxguard.serving.decision;

import java.util.List;

/** A score, what it means, and why: the most telling reason first. */
public record Verdict(float score, Decision decision, List<Reason> reasons) {}
