package condition

import (
	"fmt"

	"github.com/google/cel-go/common/ast"
	"github.com/google/cel-go/common/operators"
	"github.com/google/cel-go/common/types"
)

const (
	// likelyText is how long a text of a call or a feature is taken to be, in bytes.
	likelyText = 256
	// highestCost is some milliseconds' work: more than the longest sum that the parser takes, so that a sum of numbers, which
	// cannot be told from one of texts here, is not refused. Rules that people write stay under a thousandth of it.
	highestCost = 16 << 20
)

// checkCost refuses what would hold up calls. Nothing in the language repeats, so that a condition costs a step for each of its
// parts, but texts that are put together are copied each time: a sum of hundreds of them costs the square of its length.
func checkCost(expression ast.Expr) error {
	if total := costOf(expression).steps; total > highestCost {
		return refusal(fmt.Sprintf("a cost of at most %d", highestCost), fmt.Sprint(total))
	}
	return nil
}

// cost is the steps of an evaluation at most, one for a part and one for a byte that is looked at, and the bytes of its result.
type cost struct{ steps, bytes int }

func costOf(expression ast.Expr) cost {
	switch expression.Kind() {
	case ast.LiteralKind:
		constant, _ := expression.AsLiteral().(types.String)
		return cost{1, len(constant)}
	case ast.ListKind:
		var total cost
		for _, element := range expression.AsList().Elements() {
			total = total.and(costOf(element))
		}
		return total
	case ast.CallKind:
		return costOfCall(expression.AsCall())
	}
	return cost{1, likelyText}
}

func costOfCall(call ast.CallExpr) cost {
	total := cost{steps: 1}
	for _, argument := range argumentsOf(call) {
		total = total.and(costOf(argument))
	}
	switch call.FunctionName() {
	case operators.Add:
		return cost{total.steps + total.bytes, total.bytes}
	case operators.Conditional:
		return total
	}
	return cost{steps: total.steps + total.bytes}
}

func (c cost) and(other cost) cost { return cost{c.steps + other.steps, c.bytes + other.bytes} }
