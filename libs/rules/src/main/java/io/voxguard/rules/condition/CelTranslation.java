package io.voxguard.rules.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import io.voxguard.rules.condition.Expressions.Arithmetic;
import io.voxguard.rules.condition.Expressions.BoolExpression;
import io.voxguard.rules.condition.Expressions.Comparison;
import io.voxguard.rules.condition.Expressions.DoubleExpression;
import io.voxguard.rules.condition.Expressions.IntExpression;
import io.voxguard.rules.condition.Expressions.StringExpression;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Translator of a checked syntax tree into expressions. Constructs outside the wire format's grammar are refused, even if CEL has them. */
final class CelTranslation {
    private static final Map<String, Comparison> COMPARISONS = Map.of(
            "_==_", Comparison.EQUAL,
            "_!=_", Comparison.NOT_EQUAL,
            "_<_", Comparison.LESS,
            "_<=_", Comparison.LESS_OR_EQUAL,
            "_>_", Comparison.GREATER,
            "_>=_", Comparison.GREATER_OR_EQUAL);
    private static final Map<String, Arithmetic> ARITHMETIC = Map.of(
            "_+_", Arithmetic.ADD,
            "_-_", Arithmetic.SUBTRACT,
            "_*_", Arithmetic.MULTIPLY,
            "_/_", Arithmetic.DIVIDE,
            "_%_", Arithmetic.MODULO);

    private final CelAbstractSyntaxTree tree;
    private final Fields fields;
    private final BitSet named;

    /** @param named set to test the indices of the fields in the condition are added */
    CelTranslation(CelAbstractSyntaxTree tree, Fields fields, BitSet named) {
        this.tree = tree;
        this.fields = fields;
        this.named = named;
    }

    BoolExpression condition() throws InvalidCondition {
        return bool(tree.getExpr());
    }

    private BoolExpression bool(CelExpr expr) throws InvalidCondition {
        switch (expr.getKind()) {
            case CONSTANT:
                boolean constant = expr.constant().booleanValue();
                return values -> constant;
            case IDENT, SELECT:
                int field = field(expr);
                return values -> values.truth(field);
            case CALL:
                return bool(expr.call());
            default:
                throw unsupported(expr);
        }
    }

    private BoolExpression bool(CelCall call) throws InvalidCondition {
        List<CelExpr> args = call.args();
        switch (call.function()) {
            case "_&&_":
                return Expressions.and(bool(args.get(0)), bool(args.get(1)));
            case "_||_":
                return Expressions.or(bool(args.get(0)), bool(args.get(1)));
            case "!_":
                BoolExpression not = bool(args.get(0));
                return values -> !not.of(values);
            case "_?_:_":
                BoolExpression test = bool(args.get(0));
                BoolExpression ifTrue = bool(args.get(1));
                BoolExpression ifFalse = bool(args.get(2));
                return values -> test.of(values) ? ifTrue.of(values) : ifFalse.of(values);
            case "@in":
                return in(args.get(0), args.get(1));
            case "startsWith", "endsWith", "contains":
                return find(call);
            default:
                Comparison comparison = COMPARISONS.get(call.function());
                if (comparison == null) {
                    throw new InvalidCondition("a condition", "the result of " + call.function());
                }
                return compare(comparison, args.get(0), args.get(1));
        }
    }

    private BoolExpression compare(Comparison comparison, CelExpr left, CelExpr right) throws InvalidCondition {
        if (type(left) != type(right)) {
            throw new InvalidCondition("operands of one type", type(left) + " and " + type(right));
        }
        return switch (type(left)) {
            case INT -> Expressions.compare(comparison, integer(left), integer(right));
            case DOUBLE -> compareDoubles(comparison, left, right);
            case STRING -> Expressions.compare(comparison, string(left), string(right));
            case BOOL -> {
                if (comparison != Comparison.EQUAL && comparison != Comparison.NOT_EQUAL) {
                    throw new InvalidCondition("int, double or string operands", "bool");
                }
                yield Expressions.equal(comparison == Comparison.EQUAL, bool(left), bool(right));
            }
        };
    }

    private BoolExpression compareDoubles(Comparison comparison, CelExpr left, CelExpr right) throws InvalidCondition {
        if (isField(left) && right.getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
            return Expressions.compareField(
                    comparison, field(left), right.constant().doubleValue());
        }
        if (isField(right) && left.getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
            return Expressions.compareField(
                    comparison.mirrored(), field(right), left.constant().doubleValue());
        }
        return Expressions.compare(comparison, real(left), real(right));
    }

    private static boolean isField(CelExpr expr) {
        return expr.getKind() == CelExpr.ExprKind.Kind.IDENT || expr.getKind() == CelExpr.ExprKind.Kind.SELECT;
    }

    private BoolExpression find(CelCall call) throws InvalidCondition {
        StringExpression searched = string(call.target().orElseThrow());
        StringExpression part = string(call.args().get(0));
        return switch (call.function()) {
            case "startsWith" -> values -> searched.of(values).startsWith(part.of(values));
            case "endsWith" -> values -> searched.of(values).endsWith(part.of(values));
            default -> values -> searched.of(values).contains(part.of(values));
        };
    }

    private BoolExpression in(CelExpr element, CelExpr list) throws InvalidCondition {
        if (list.getKind() != CelExpr.ExprKind.Kind.LIST) {
            throw new InvalidCondition(
                    "a list of literals after in", list.getKind().toString());
        }
        List<CelExpr> literals = list.list().elements();
        for (CelExpr literal : literals) {
            if (literal.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
                throw new InvalidCondition("only literals in a list", "an expression");
            }
            if (type(literal) != type(element)) {
                throw new InvalidCondition(
                        "literals of type " + type(element) + " in the list",
                        type(literal).toString());
            }
        }
        switch (type(element)) {
            case INT:
                Set<Long> integers = new HashSet<>();
                literals.forEach(literal -> integers.add(literal.constant().int64Value()));
                return Expressions.in(integer(element), Set.copyOf(integers));
            case STRING:
                Set<String> texts = new HashSet<>();
                literals.forEach(literal -> texts.add(literal.constant().stringValue()));
                return Expressions.in(string(element), Set.copyOf(texts));
            case DOUBLE:
                double[] numbers = literals.stream()
                        .mapToDouble(literal -> literal.constant().doubleValue())
                        .toArray();
                return isField(element)
                        ? Expressions.fieldIn(field(element), numbers)
                        : Expressions.in(real(element), numbers);
            default:
                throw new InvalidCondition("int, double or string before in", "bool");
        }
    }

    private IntExpression integer(CelExpr expr) throws InvalidCondition {
        switch (expr.getKind()) {
            case CONSTANT:
                long constant = expr.constant().int64Value();
                return values -> constant;
            case IDENT, SELECT:
                int field = field(expr);
                return values -> values.integer(field);
            case CALL:
                return integer(expr.call());
            default:
                throw unsupported(expr);
        }
    }

    private IntExpression integer(CelCall call) throws InvalidCondition {
        List<CelExpr> args = call.args();
        switch (call.function()) {
            case "-_":
                IntExpression negated = integer(args.get(0));
                return values -> Math.negateExact(negated.of(values));
            case "_?_:_":
                BoolExpression test = bool(args.get(0));
                IntExpression ifTrue = integer(args.get(1));
                IntExpression ifFalse = integer(args.get(2));
                return values -> test.of(values) ? ifTrue.of(values) : ifFalse.of(values);
            case "size":
                CelExpr counted = call.target().orElseGet(() -> args.get(0));
                StringExpression text = string(counted);
                return values -> {
                    String counting = text.of(values);
                    return counting.codePointCount(0, counting.length());
                };
            case "int":
                return switch (type(args.get(0))) {
                    case INT -> integer(args.get(0));
                    case DOUBLE -> Expressions.toInt(real(args.get(0)));
                    default ->
                        throw new InvalidCondition(
                                "a number in int()", type(args.get(0)).toString());
                };
            default:
                return Expressions.calculate(arithmetic(call), integer(args.get(0)), integer(args.get(1)));
        }
    }

    private DoubleExpression real(CelExpr expr) throws InvalidCondition {
        switch (expr.getKind()) {
            case CONSTANT:
                if (expr.constant().getKind() != CelConstant.Kind.DOUBLE_VALUE) {
                    throw unsupported(expr);
                }
                double constant = expr.constant().doubleValue();
                return values -> constant;
            case IDENT, SELECT:
                int field = field(expr);
                return values -> Float32Values.decimal(values.real(field));
            case CALL:
                return real(expr.call());
            default:
                throw unsupported(expr);
        }
    }

    private DoubleExpression real(CelCall call) throws InvalidCondition {
        List<CelExpr> args = call.args();
        switch (call.function()) {
            case "-_":
                DoubleExpression negated = real(args.get(0));
                return values -> -negated.of(values);
            case "_?_:_":
                BoolExpression test = bool(args.get(0));
                DoubleExpression ifTrue = real(args.get(1));
                DoubleExpression ifFalse = real(args.get(2));
                return values -> test.of(values) ? ifTrue.of(values) : ifFalse.of(values);
            case "double":
                return switch (type(args.get(0))) {
                    case DOUBLE -> real(args.get(0));
                    case INT -> Expressions.toDouble(integer(args.get(0)));
                    default ->
                        throw new InvalidCondition(
                                "a number in double()", type(args.get(0)).toString());
                };
            default:
                return Expressions.calculate(arithmetic(call), real(args.get(0)), real(args.get(1)));
        }
    }

    private StringExpression string(CelExpr expr) throws InvalidCondition {
        switch (expr.getKind()) {
            case CONSTANT:
                String constant = expr.constant().stringValue();
                return values -> constant;
            case IDENT, SELECT:
                int field = field(expr);
                return values -> values.text(field);
            case CALL:
                return string(expr.call());
            default:
                throw unsupported(expr);
        }
    }

    private StringExpression string(CelCall call) throws InvalidCondition {
        List<CelExpr> args = call.args();
        switch (call.function()) {
            case "_?_:_":
                BoolExpression test = bool(args.get(0));
                StringExpression ifTrue = string(args.get(1));
                StringExpression ifFalse = string(args.get(2));
                return values -> test.of(values) ? ifTrue.of(values) : ifFalse.of(values);
            case "_+_":
                StringExpression left = string(args.get(0));
                StringExpression right = string(args.get(1));
                return values -> left.of(values) + right.of(values);
            default:
                throw new InvalidCondition("a string", "the result of " + call.function());
        }
    }

    private static Arithmetic arithmetic(CelCall call) throws InvalidCondition {
        Arithmetic arithmetic = ARITHMETIC.get(call.function());
        if (arithmetic == null) {
            throw new InvalidCondition("a number", "the result of " + call.function());
        }
        return arithmetic;
    }

    /** Returns the index of the field that the checker has resolved a qualified name to. */
    private int field(CelExpr expr) throws InvalidCondition {
        @Nullable CelReference reference = tree.getReference(expr.id()).orElse(null);
        if (reference == null || reference.name().isEmpty() || reference.value().isPresent()) {
            throw unsupported(expr);
        }
        int index = fields.index(reference.name());
        named.set(index);
        return index;
    }

    private FieldType type(CelExpr expr) throws InvalidCondition {
        CelType type = tree.getType(expr.id()).orElse(SimpleType.DYN);
        return switch (type.kind()) {
            case INT -> FieldType.INT;
            case DOUBLE -> FieldType.DOUBLE;
            case BOOL -> FieldType.BOOL;
            case STRING -> FieldType.STRING;
            default -> throw new InvalidCondition("int, double, bool or string", type.name());
        };
    }

    private static InvalidCondition unsupported(CelExpr expr) {
        return new InvalidCondition(
                "literals, fields and the functions of conditions",
                expr.getKind().toString());
    }
}
