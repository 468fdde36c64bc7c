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

/** Rule set that has been checked and compiled as a whole. Immutable and thread-safe. */
public final class CompiledRules {
    private final RuleSet set;
    private final Rule[] rules;
    private final Condition[] conditions;
    private final Map<Integer, Fields.Field> namedFields = new LinkedHashMap<>();

    CompiledRules(RuleSet set, List<Condition> conditions, Fields fields) {
        this.set = set;
        this.rules = set.rules().toArray(Rule[]::new);
        this.conditions = conditions.toArray(Condition[]::new);
        BitSet all = new BitSet();
        conditions.forEach(condition -> all.or(condition.fields()));
        all.stream().forEach(index -> namedFields.put(index, fields.all().get(index)));
    }

    public RuleSet set() {
        return set;
    }

    /** Returns the fields that any condition names, by their index in {@link Values}. */
    public Map<Integer, Fields.Field> namedFields() {
        return Collections.unmodifiableMap(namedFields);
    }

    /** Returns the rules whose conditions hold and that are valid at a time. */
    public Fired evaluate(Values values, long nowMs) {
        List<Rule> fired = new ArrayList<>();
        int failed = 0;
        for (int i = 0; i < rules.length; i++) {
            if (rules[i].validity().contains(nowMs)) {
                try {
                    if (conditions[i].holds(values)) {
                        fired.add(rules[i]);
                    }
                } catch (ArithmeticException fault) {
                    failed++; // expected: the call's values may lead to a division by zero
                }
            }
        }
        return new Fired(fired, failed);
    }
}
