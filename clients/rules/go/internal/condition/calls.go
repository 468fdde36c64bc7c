package condition

import (
	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
)

// call plans an operator or a function; the checker has verified the number of arguments.
func (p planner) call(function string, arguments []ast.Expr) (operand, error) {
	switch function {
	case operators.LogicalAnd, operators.LogicalOr, operators.LogicalNot:
		return p.logic(function, arguments)
	case operators.In:
		return p.membership(arguments[0], arguments[1])
	case operators.Conditional:
		return p.choice(arguments)
	}
	planned, err := p.operands(arguments)
	if err != nil {
		return nil, err
	}
	if relation, known := relations[function]; known {
		return asOperand{comparisonOf(planned[0], relation, planned[1])}, nil
	}
	if match, known := matches[function]; known {
		return asOperand{&textMatch{planned[0], match, planned[1]}}, nil
	}
	if operation, known := operations[function]; known {
		return &arithmetic{planned[0], operation, planned[1]}, nil
	}
	if operation, known := functions[function]; known {
		return &unary{operation, planned[0]}, nil
	}
	return nil, refusal("startsWith, endsWith, contains, size, int or double", function)
}

func (p planner) operands(expressions []ast.Expr) ([]operand, error) {
	planned := make([]operand, len(expressions))
	for i, expression := range expressions {
		var err error
		if planned[i], err = p.operand(expression); err != nil {
			return nil, err
		}
	}
	return planned, nil
}

func (p planner) logic(function string, arguments []ast.Expr) (operand, error) {
	sides := make([]proposition, len(arguments))
	for i, argument := range arguments {
		var err error
		if sides[i], err = p.proposition(argument); err != nil {
			return nil, err
		}
	}
	switch function {
	case operators.LogicalAnd:
		return asOperand{&conjunction{sides[0], sides[1]}}, nil
	case operators.LogicalOr:
		return asOperand{&disjunction{sides[0], sides[1]}}, nil
	}
	return asOperand{&negation{sides[0]}}, nil
}

func (p planner) choice(arguments []ast.Expr) (operand, error) {
	when, err := p.proposition(arguments[0])
	if err != nil {
		return nil, err
	}
	branches, err := p.operands(arguments[1:])
	if err != nil {
		return nil, err
	}
	return &choice{when, branches[0], branches[1]}, nil
}

func (p planner) membership(of, list ast.Expr) (operand, error) {
	if list.Kind() != ast.ListKind {
		return nil, refusal("a list of literals to the right of in", "something else")
	}
	elements := make([]Value, list.AsList().Size())
	for i, element := range list.AsList().Elements() {
		if element.Kind() != ast.LiteralKind {
			return nil, refusal("a list of literals to the right of in", "another element")
		}
		var err error
		if elements[i], err = literalOf(element.AsLiteral()); err != nil {
			return nil, err
		}
	}
	planned, err := p.operand(of)
	if err != nil {
		return nil, err
	}
	if field, isField := planned.(slot); isField {
		return asOperand{fieldMembershipOf(field, elements)}, nil
	}
	return asOperand{membershipOf(planned, elements)}, nil
}

// comparisonOf reads a value from its slot if the other side is a literal.
func comparisonOf(left operand, relation relation, right operand) proposition {
	if value, isValue := left.(slot); isValue {
		if bound, isLiteral := right.(*literal); isLiteral {
			return thresholdOf(int(value), relation, bound.constant)
		}
	}
	if value, isValue := right.(slot); isValue {
		if bound, isLiteral := left.(*literal); isLiteral {
			return thresholdOf(int(value), relation.mirrored(), bound.constant)
		}
	}
	return &comparison{left, relation, right}
}
