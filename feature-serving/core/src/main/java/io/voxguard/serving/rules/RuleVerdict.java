package io.voxguard.serving.rules;

import io.voxguard.rules.Rule;
import io.voxguard.serving.decision.Decision;
import java.util.List;

/**
 * What rules have to say of a call.
 *
 * @param decision what becomes of the call, the model's decision taken in
 * @param fired the rules that fit, in the order of evaluation
 * @param failed conditions that had no result
 */
public record RuleVerdict(String set, long revision, Decision decision, List<Rule> fired, int failed) {}
