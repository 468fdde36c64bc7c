package condition

import (
	"github.com/google/cel-go/common/types"
	"github.com/google/cel-go/common/types/ref"
)

// literalOf converts literals of the four types of values.
func literalOf(constant ref.Val) (Value, error) {
	switch constant := constant.(type) {
	case types.Bool:
		return BoolOf(bool(constant)), nil
	case types.Int:
		return IntOf(int64(constant)), nil
	case types.Double:
		return DoubleOf(float64(constant)), nil
	case types.String:
		return TextOf(string(constant)), nil
	}
	return failed, refusal("literals of int, double, bool and string", constant.Type().TypeName())
}
