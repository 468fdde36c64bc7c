package io.voxguard.rules.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import java.util.BitSet;

/** Compiler of conditions written in CEL over known fields. Thread-safe. */
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

    /** @throws InvalidCondition if the condition names unknown fields, mixes types, or is too long or nested too deeply */
    public Condition compile(String condition) throws InvalidCondition {
        CelAbstractSyntaxTree checked = checker.check(condition);
        BitSet named = new BitSet(fields.size());
        return new Condition(new CelTranslation(checked, fields, named).condition(), named);
    }
}
