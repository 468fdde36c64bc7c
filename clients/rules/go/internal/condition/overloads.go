package condition

import (
	"github.com/google/cel-go/common/env"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/overloads"
)

// overloadsOf are the operators and functions of conditions with their overloads; an empty list means all.
var overloadsOf = map[string][]string{
	operators.LogicalAnd: nil, operators.LogicalOr: nil, operators.LogicalNot: nil, operators.Conditional: nil, operators.In: nil,
	operators.Equals: nil, operators.NotEquals: nil,
	operators.Less:          {overloads.LessInt64, overloads.LessDouble, overloads.LessString},
	operators.LessEquals:    {overloads.LessEqualsInt64, overloads.LessEqualsDouble, overloads.LessEqualsString},
	operators.Greater:       {overloads.GreaterInt64, overloads.GreaterDouble, overloads.GreaterString},
	operators.GreaterEquals: {overloads.GreaterEqualsInt64, overloads.GreaterEqualsDouble, overloads.GreaterEqualsString},
	operators.Add:           {overloads.AddInt64, overloads.AddDouble, overloads.AddString},
	operators.Subtract:      {overloads.SubtractInt64, overloads.SubtractDouble},
	operators.Multiply:      {overloads.MultiplyInt64, overloads.MultiplyDouble},
	operators.Divide:        {overloads.DivideInt64, overloads.DivideDouble},
	operators.Modulo:        {overloads.ModuloInt64},
	operators.Negate:        {overloads.NegateInt64, overloads.NegateDouble},
	"int":                   {overloads.IntToInt, overloads.DoubleToInt},
	"double":                {overloads.DoubleToDouble, overloads.IntToDouble},
	"size":                  {overloads.SizeString, overloads.SizeStringInst},
	"startsWith":            nil, "endsWith": nil, "contains": nil,
}

func librarySubset() *env.LibrarySubset {
	subset := env.NewLibrarySubset().SetDisableMacros(true)
	for name, allowed := range overloadsOf {
		function := env.NewFunction(name)
		for _, id := range allowed {
			function.Overloads = append(function.Overloads, &env.Overload{ID: id})
		}
		subset.AddIncludedFunctions(function)
	}
	return subset
}
