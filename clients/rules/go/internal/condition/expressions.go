package condition

import (
	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/ast"
)

// expressionsOf parses all conditions, declares the names that they read, and checks them. All share one environment, since
// extending one takes longer than checking a condition.
func expressionsOf(env *cel.Env, conditions []string) ([]ast.Expr, names, error) {
	parsed := make([]*cel.Ast, len(conditions))
	read := names{}
	for i, condition := range conditions {
		var err error
		if parsed[i], err = parse(env, condition); err == nil {
			err = read.collect(parsed[i].NativeRep().Expr())
		}
		if err != nil {
			return nil, nil, &Error{i, err.Error()}
		}
	}
	declared, err := env.Extend(read.declarations()...)
	if err != nil {
		return nil, nil, err
	}
	expressions := make([]ast.Expr, len(conditions))
	for i := range parsed {
		if expressions[i], err = check(declared, parsed[i]); err != nil {
			return nil, nil, &Error{i, err.Error()}
		}
	}
	return expressions, read, nil
}
