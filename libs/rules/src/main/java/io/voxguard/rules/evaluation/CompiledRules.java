package io.voxguard.rules.evaluation;

import io.voxguard.rules.Rule;
import io.voxguard.rules.RuleSet;
import io.voxguard.rules.condition.Condition;
import io.voxguard.rules.condition.Fields;
import io.voxguard.rules.condition.Values;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A rule set that has been checked as a whole. Immutable and thread-safe. */
public final class CompiledRules {
    private final RuleSet set;
    private final Rule[] rules;
    private final Condition[] conditions;
    private final Map<Integer, Fields.Field> named = new LinkedHashMap<>();

    CompiledRules(RuleSet set, List<Condition> conditions, Fields fields) {
        this.set = set;
        this.rules = set.rules().toArray(Rule[]::new);
        this.conditions = conditions.toArray(Condition[]::new);
        BitSet all = new BitSet();
        conditions.forEach(condition -> all.or(condition.fields()));
        all.stream().forEach(index -> named.put(index, fields.all().get(index)));
    }

    public RuleSet set() {
        return set;
    }

    /** The fields that any of its conditions names, by the index that {@link Values} are asked for. */
    public Map<Integer, Fields.Field> named() {
        return Collections.unmodifiableMap(named);
    }

    /** Which rules fit. */
    public Fired evaluate(Values values, long nowMs) {
        List<Rule> fired = new ArrayList<>();
        int failed = 0;
        for (int i = 0; i < rules.length; i++) {
            if (rules[i].validity().holds(nowMs)) {
                try {
                    if (conditions[i].holds(values)) {
                        fired.add(rules[i]);
                    }
                } catch (ArithmeticException fault) {
                    failed++; // expected: a division by zero is a matter of the call's values
                }
            }
        }
        return new Fired(fired, failed);
    }
}
