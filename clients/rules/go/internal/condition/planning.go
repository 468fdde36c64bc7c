package condition

import (
	"strings"

	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
)

// planner makes a plan of a checked expression. It is the one list of what the language contains: everything else is refused.
type planner struct{ slots map[string]int }

var relations = map[string]relation{
	operators.Less: less, operators.LessEquals: lessEqual, operators.Greater: greater, operators.GreaterEquals: greaterEqual,
	operators.Equals: equal, operators.NotEquals: notEqual,
}

var operations = map[string]func(left, right Value) Value{
	operators.Add: sum, operators.Subtract: difference, operators.Multiply: product, operators.Divide: quotient,
	operators.Modulo: remainder,
}

var functions = map[string]func(Value) Value{operators.Negate: negative, "int": toInt, "double": toDouble, "size": size}

var matches = map[string]func(text, part string) bool{
	"startsWith": strings.HasPrefix, "endsWith": strings.HasSuffix, "contains": strings.Contains,
}

func plan(slots map[string]int, expression ast.Expr) (proposition, error) {
	return planner{slots}.proposition(expression)
}

// proposition plans an expression whose result must be a bool.
func (p planner) proposition(expression ast.Expr) (proposition, error) {
	planned, err := p.operand(expression)
	if both, isBoth := planned.(asOperand); isBoth {
		return both.of, err
	}
	return asProposition{planned}, err
}

func (p planner) operand(expression ast.Expr) (operand, error) {
	if name, isName := nameOf(expression); isName {
		if place, declared := p.slots[name]; declared {
			return slot(place), nil
		}
	}
	switch expression.Kind() {
	case ast.LiteralKind:
		constant, err := literalOf(expression.AsLiteral())
		return &literal{constant}, err
	case ast.CallKind:
		call := expression.AsCall()
		return p.call(call.FunctionName(), argumentsOf(call))
	case ast.SelectKind, ast.IdentKind:
		return nil, refusal("names of the form view.feature", "another name")
	case ast.ListKind:
		return nil, refusal("lists of literals to the right of in", "a list elsewhere")
	}
	return nil, refusal("literals, names, operators and functions of the conditions", "a map, a message or a macro")
}

func argumentsOf(call ast.CallExpr) []ast.Expr {
	if call.IsMemberFunction() {
		return append([]ast.Expr{call.Target()}, call.Args()...)
	}
	return call.Args()
}
