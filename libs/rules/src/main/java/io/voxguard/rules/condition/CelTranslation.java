package io.voxguard.rules.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import io.voxguard.rules.condition.Expressions.Arithmetic;
import io.voxguard.rules.condition.Expressions.Comparison;
import io.voxguard.rules.condition.Expressions.Real;
import io.voxguard.rules.condition.Expressions.Text;
import io.voxguard.rules.condition.Expressions.Truth;
import io.voxguard.rules.condition.Expressions.Whole;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A checked syntax tree, made into what evaluates it. What the wire format's conditions do not have is refused, even where CEL has it. */
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

    /** @param named takes the fields that are met */
    CelTranslation(CelAbstractSyntaxTree tree, Fields fields, BitSet named) {
        this.tree = tree;
        this.fields = fields;
        this.named = named;
    }

    Truth condition() throws InvalidCondition {
        return truth(tree.getExpr());
    }

    private Truth truth(CelExpr expr) throws InvalidCondition {
        switch (expr.getKind()) {
            case CONSTANT:
                boolean constant = expr.constant().booleanValue();
                return values -> constant;
            case IDENT, SELECT:
                int field = field(expr);
                return values -> values.truth(field);
            case CALL:
                return truth(expr.call());
            default:
                throw unsupported(expr);
        }
    }

    private Truth truth(CelCall call) throws InvalidCondition {
        List<CelExpr> args = call.args();
        switch (call.function()) {
            case "_&&_":
                return Expressions.and(truth(args.get(0)), truth(args.get(1)));
            case "_||_":
                return Expressions.or(truth(args.get(0)), truth(args.get(1)));
            case "!_":
                Truth not = truth(args.get(0));
                return values -> !not.of(values);
            case "_?_:_":
                Truth which = truth(args.get(0));
                Truth yes = truth(args.get(1));
                Truth no = truth(args.get(2));
                return values -> which.of(values) ? yes.of(values) : no.of(values);
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

    private Truth compare(Comparison how, CelExpr left, CelExpr right) throws InvalidCondition {
        if (type(left) != type(right)) {
            throw new InvalidCondition("two of one type to be compared", type(left) + " and " + type(right));
        }
        return switch (type(left)) {
            case INT -> Expressions.compare(how, whole(left), whole(right));
            case DOUBLE -> compareReals(how, left, right);
            case STRING -> Expressions.compare(how, text(left), text(right));
            case BOOL -> {
                if (how != Comparison.EQUAL && how != Comparison.NOT_EQUAL) {
                    throw new InvalidCondition("int, double or string to be put in order", "bool");
                }
                yield Expressions.equal(how == Comparison.EQUAL, truth(left), truth(right));
            }
        };
    }

    private Truth compareReals(Comparison how, CelExpr left, CelExpr right) throws InvalidCondition {
        if (isField(left) && right.getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
            return Expressions.compareField(how, field(left), right.constant().doubleValue());
        }
        if (isField(right) && left.getKind() == CelExpr.ExprKind.Kind.CONSTANT) {
            return Expressions.compareField(
                    how.turned(), field(right), left.constant().doubleValue());
        }
        return Expressions.compare(how, real(left), real(right));
    }

    private static boolean isField(CelExpr expr) {
        return expr.getKind() == CelExpr.ExprKind.Kind.IDENT || expr.getKind() == CelExpr.ExprKind.Kind.SELECT;
    }

    private Truth find(CelCall call) throws InvalidCondition {
        Text where = text(call.target().orElseThrow());
        Text what = text(call.args().get(0));
        return switch (call.function()) {
            case "startsWith" -> values -> where.of(values).startsWith(what.of(values));
            case "endsWith" -> values -> where.of(values).endsWith(what.of(values));
            default -> values -> where.of(values).contains(what.of(values));
        };
    }

    private Truth in(CelExpr element, CelExpr list) throws InvalidCondition {
        if (list.getKind() != CelExpr.ExprKind.Kind.LIST) {
            throw new InvalidCondition("a list of literals after in", "something else");
        }
        List<CelExpr> literals = list.list().elements();
        for (CelExpr literal : literals) {
            if (literal.getKind() != CelExpr.ExprKind.Kind.CONSTANT) {
                throw new InvalidCondition("literals alone in a list", "an expression");
            }
            if (type(literal) != type(element)) {
                throw new InvalidCondition(
                        "literals of type " + type(element) + " in the list",
                        type(literal).toString());
            }
        }
        switch (type(element)) {
            case INT:
                Set<Long> numbers = new HashSet<>();
                literals.forEach(literal -> numbers.add(literal.constant().int64Value()));
                return Expressions.in(whole(element), Set.copyOf(numbers));
            case STRING:
                Set<String> texts = new HashSet<>();
                literals.forEach(literal -> texts.add(literal.constant().stringValue()));
                return Expressions.in(text(element), Set.copyOf(texts));
            case DOUBLE:
                double[] wanted = literals.stream()
                        .mapToDouble(literal -> literal.constant().doubleValue())
                        .toArray();
                return isField(element)
                        ? Expressions.fieldIn(field(element), wanted)
                        : Expressions.in(real(element), wanted);
            default:
                throw new InvalidCondition("int, double or string before in", "bool");
        }
    }

    private Whole whole(CelExpr expr) throws InvalidCondition {
        switch (expr.getKind()) {
            case CONSTANT:
                long constant = expr.constant().int64Value();
                return values -> constant;
            case IDENT, SELECT:
                int field = field(expr);
                return values -> values.integer(field);
            case CALL:
                return whole(expr.call());
            default:
                throw unsupported(expr);
        }
    }

    private Whole whole(CelCall call) throws InvalidCondition {
        List<CelExpr> args = call.args();
        switch (call.function()) {
            case "-_":
                Whole negated = whole(args.get(0));
                return values -> Math.negateExact(negated.of(values));
            case "_?_:_":
                Truth which = truth(args.get(0));
                Whole yes = whole(args.get(1));
                Whole no = whole(args.get(2));
                return values -> which.of(values) ? yes.of(values) : no.of(values);
            case "size":
                CelExpr counted = call.target().orElseGet(() -> args.get(0));
                Text text = text(counted);
                return values -> {
                    String counting = text.of(values);
                    return counting.codePointCount(0, counting.length());
                };
            case "int":
                return switch (type(args.get(0))) {
                    case INT -> whole(args.get(0));
                    case DOUBLE -> Expressions.toWhole(real(args.get(0)));
                    default ->
                        throw new InvalidCondition(
                                "a number in int()", type(args.get(0)).toString());
                };
            default:
                return Expressions.calculate(arithmetic(call), whole(args.get(0)), whole(args.get(1)));
        }
    }

    private Real real(CelExpr expr) throws InvalidCondition {
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

    private Real real(CelCall call) throws InvalidCondition {
        List<CelExpr> args = call.args();
        switch (call.function()) {
            case "-_":
                Real negated = real(args.get(0));
                return values -> -negated.of(values);
            case "_?_:_":
                Truth which = truth(args.get(0));
                Real yes = real(args.get(1));
                Real no = real(args.get(2));
                return values -> which.of(values) ? yes.of(values) : no.of(values);
            case "double":
                return switch (type(args.get(0))) {
                    case DOUBLE -> real(args.get(0));
                    case INT -> Expressions.toReal(whole(args.get(0)));
                    default ->
                        throw new InvalidCondition(
                                "a number in double()", type(args.get(0)).toString());
                };
            default:
                return Expressions.calculate(arithmetic(call), real(args.get(0)), real(args.get(1)));
        }
    }

    private Text text(CelExpr expr) throws InvalidCondition {
        switch (expr.getKind()) {
            case CONSTANT:
                String constant = expr.constant().stringValue();
                return values -> constant;
            case IDENT, SELECT:
                int field = field(expr);
                return values -> values.text(field);
            case CALL:
                return text(expr.call());
            default:
                throw unsupported(expr);
        }
    }

    private Text text(CelCall call) throws InvalidCondition {
        List<CelExpr> args = call.args();
        switch (call.function()) {
            case "_?_:_":
                Truth which = truth(args.get(0));
                Text yes = text(args.get(1));
                Text no = text(args.get(2));
                return values -> which.of(values) ? yes.of(values) : no.of(values);
            case "_+_":
                Text left = text(args.get(0));
                Text right = text(args.get(1));
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

    /** A qualified name is one field: the checker has found which. */
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
