package io.voxguard.rules.condition;

import dev.cel.checker.CelStandardDeclarations;
import dev.cel.checker.CelStandardDeclarations.StandardFunction;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelIssue;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelValidationException;
import dev.cel.common.CelValidationResult;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Parser and type checker of conditions. It has no macros: the cost of evaluating a condition is bounded by its length. Thread-safe. */
final class CelChecker {
    /** Recursion limit of CEL's parser: more than it needs for the depth that {@link NestingDepth} allows. */
    private static final int MAX_RECURSION = 250;

    private static final Set<StandardFunction> FUNCTIONS = EnumSet.of(
            StandardFunction.LOGICAL_AND,
            StandardFunction.LOGICAL_OR,
            StandardFunction.LOGICAL_NOT,
            StandardFunction.CONDITIONAL,
            StandardFunction.EQUALS,
            StandardFunction.NOT_EQUALS,
            StandardFunction.LESS,
            StandardFunction.LESS_EQUALS,
            StandardFunction.GREATER,
            StandardFunction.GREATER_EQUALS,
            StandardFunction.ADD,
            StandardFunction.SUBTRACT,
            StandardFunction.MULTIPLY,
            StandardFunction.DIVIDE,
            StandardFunction.MODULO,
            StandardFunction.NEGATE,
            StandardFunction.IN,
            StandardFunction.SIZE,
            StandardFunction.STARTS_WITH,
            StandardFunction.ENDS_WITH,
            StandardFunction.CONTAINS,
            StandardFunction.INT,
            StandardFunction.DOUBLE);
    /** Types of which no condition has values. */
    private static final Set<CelKind> UNUSED_TYPES = EnumSet.of(CelKind.BYTES, CelKind.TIMESTAMP, CelKind.DURATION);

    private final CelCompiler cel;

    CelChecker(Fields fields) {
        CelCompilerBuilder builder = CelCompilerFactory.standardCelCompilerBuilder()
                .setOptions(CelOptions.current()
                        .maxExpressionCodePointSize(ConditionGrammar.MAX_LENGTH)
                        .maxParseRecursionDepth(MAX_RECURSION)
                        .enableHeterogeneousNumericComparisons(false)
                        .build())
                .setStandardEnvironmentEnabled(false)
                .setStandardDeclarations(CelStandardDeclarations.newBuilder()
                        .filterFunctions((function, overload) ->
                                FUNCTIONS.contains(function) && isNeeded(overload.celOverloadDecl()))
                        .build())
                .setResultType(SimpleType.BOOL);
        fields.all().forEach(field -> builder.addVar(field.name(), type(field.type())));
        this.cel = builder.build();
    }

    /**
     * Returns whether conditions need an overload. Each check of a condition compares all overloads of a function, and most of its time would be spent on those that
     * no condition can use. Overloads of mixed number types are kept so that the refusal can name the types.
     */
    private static boolean isNeeded(CelOverloadDecl overload) {
        List<CelType> types = overload.parameterTypes();
        boolean mixedWithUint =
                types.contains(SimpleType.UINT) && !types.stream().allMatch(SimpleType.UINT::equals);
        return !mixedWithUint && types.stream().noneMatch(type -> UNUSED_TYPES.contains(type.kind()));
    }

    private static CelType type(FieldType type) {
        return switch (type) {
            case INT -> SimpleType.INT;
            case DOUBLE -> SimpleType.DOUBLE;
            case BOOL -> SimpleType.BOOL;
            case STRING -> SimpleType.STRING;
        };
    }

    CelAbstractSyntaxTree check(String condition) throws InvalidCondition {
        ConditionGrammar.check(condition);
        CelValidationResult result = cel.compile(condition);
        try {
            return result.getAst();
        } catch (CelValidationException e) {
            CelIssue first = e.getErrors().isEmpty() ? null : e.getErrors().getFirst();
            String message = first == null ? String.valueOf(e.getMessage()) : place(first) + first.getMessage();
            throw new InvalidCondition("a CEL condition over known fields", message + " in '" + condition + "'");
        }
    }

    private static String place(CelIssue issue) {
        return "at " + issue.getSourceLocation().getLine() + ":"
                + (issue.getSourceLocation().getColumn() + 1) + ": ";
    }
}
