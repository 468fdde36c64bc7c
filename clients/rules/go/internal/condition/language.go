package condition

import (
	"errors"
	"fmt"
	"sync"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/ast"
)

// recursion is the recursion limit of cel-go's parser: more than it needs for the depth that the grammar allows.
const recursion = 250

// language is CEL without macros, with the overloads of the conditions alone. Beside it stands the grammar, and what else the
// conditions do not have, the plan refuses.
var language = sync.OnceValues(func() (*cel.Env, error) {
	return cel.NewCustomEnv(cel.StdLib(cel.StdLibSubset(librarySubset())), cel.ClearMacros(),
		cel.ParserExpressionSizeLimit(longest), cel.ParserRecursionLimit(recursion))
})

func parse(env *cel.Env, condition string) (*cel.Ast, error) {
	if err := checkGrammar(condition); err != nil {
		return nil, err
	}
	parsed, issues := env.Parse(condition)
	return parsed, firstOf(issues)
}

// check returns the checked expression: its names are resolved, and its result is a bool as far as types are known.
func check(env *cel.Env, parsed *cel.Ast) (ast.Expr, error) {
	checked, issues := env.Check(parsed)
	if err := firstOf(issues); err != nil {
		return nil, err
	}
	if result := checked.OutputType(); !result.IsExactType(cel.BoolType) && !result.IsExactType(cel.DynType) {
		return nil, refusal("a condition whose result is a bool", result.String())
	}
	return checked.NativeRep().Expr(), nil
}

// firstOf returns the first error on one line: the others often follow from it.
func firstOf(issues *cel.Issues) error {
	if issues.Err() == nil {
		return nil
	}
	first := issues.Errors()[0]
	if first.Location.Line() < 1 {
		return errors.New(first.Message)
	}
	return fmt.Errorf("line %d, column %d: %s", first.Location.Line(), first.Location.Column()+1, first.Message)
}
