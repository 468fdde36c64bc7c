package io.voxguard.rules.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import java.util.BitSet;

/** Makes conditions out of CEL over known fields. Thread-safe. */
public final class ConditionCompiler {
    private final Fields fields;
    private final CelChecker checker;

    public ConditionCompiler(Fields fields) {
        this.fields = fields;
        this.checker = new CelChecker(fields);
    }

    public Fields fields() {
        return fields;
    }

    /** @throws InvalidCondition when it names what is not there, mixes types, or is too large */
    public Condition compile(String condition) throws InvalidCondition {
        CelAbstractSyntaxTree checked = checker.check(condition);
        BitSet named = new BitSet(fields.size());
        return new Condition(new CelTranslation(checked, fields, named).condition(), named);
    }
}
