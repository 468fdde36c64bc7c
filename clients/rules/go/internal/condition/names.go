package condition

import (
	"maps"
	"slices"
	"strings"

	"github.com/google/cel-go/cel"
	"github.com/google/cel-go/common/ast"
)

// callNames are the fields of a call that every engine knows, with their types.
var callNames = map[string]*cel.Type{
	"call.call_id":    cel.StringType,
	"call.caller":     cel.StringType,
	"call.callee":     cel.StringType,
	"call.trunk":      cel.StringType,
	"call.started_at": cel.IntType,
}

// nameOf returns the name that an expression is, if it is one: two identifiers separated by a dot, whether resolved by the checker
// or not.
func nameOf(expression ast.Expr) (name string, isName bool) {
	switch expression.Kind() {
	case ast.IdentKind:
		name = expression.AsIdent()
	case ast.SelectKind:
		selection := expression.AsSelect()
		if selection.IsTestOnly() || selection.Operand().Kind() != ast.IdentKind {
			return "", false
		}
		name = selection.Operand().AsIdent() + "." + selection.FieldName()
	}
	view, feature, found := strings.Cut(name, ".")
	return name, found && view != "" && feature != "" && !strings.Contains(feature, ".")
}

// names are the names that conditions read, with their types.
type names map[string]*cel.Type

// collect adds the names of a parsed, unchecked expression.
func (n names) collect(expression ast.Expr) error {
	var wrong error
	ast.PreOrderVisit(expression, ast.NewExprVisitor(func(part ast.Expr) {
		name, isName := nameOf(part)
		if !isName || part.Kind() != ast.SelectKind {
			return
		}
		n[name] = cel.DynType
		if strings.HasPrefix(name, "call.") {
			n[name] = callNames[name]
		}
		if n[name] == nil {
			wrong = refusal("call.call_id, call.caller, call.callee, call.trunk or call.started_at", name)
		}
	}))
	return wrong
}

func (n names) sorted() []string { return slices.Sorted(maps.Keys(n)) }

func (n names) declarations() []cel.EnvOption {
	declared := make([]cel.EnvOption, 0, len(n))
	for name, typed := range n {
		declared = append(declared, cel.Variable(name, typed))
	}
	return declared
}
