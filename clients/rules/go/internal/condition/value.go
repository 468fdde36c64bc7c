package condition

import "math"

// kind is the type of a value.
type kind uint8

const (
	none kind = iota // not given, or the result of an evaluation that failed
	integer
	double
	boolean
	text
)

// Value is a CEL value in plain words; the zero Value is none, and makes every expression fail that needs it.
type Value struct {
	text string
	bits uint64
	kind kind
}

// failed is what an operand without a result is.
var failed = Value{}

// IntOf is a CEL int.
func IntOf(value int64) Value { return Value{kind: integer, bits: uint64(value)} }

// DoubleOf is a CEL double.
func DoubleOf(value float64) Value { return Value{kind: double, bits: math.Float64bits(value)} }

// TextOf is a CEL string.
func TextOf(value string) Value { return Value{kind: text, text: value} }

// BoolOf is a CEL bool.
func BoolOf(value bool) Value {
	if value {
		return Value{kind: boolean, bits: 1}
	}
	return Value{kind: boolean}
}

func (v Value) int() int64 { return int64(v.bits) }

func (v Value) double() float64 { return math.Float64frombits(v.bits) }

func (v Value) bool() bool { return v.bits != 0 }

// number is an int or a double as a double.
func (v Value) number() float64 {
	if v.kind == integer {
		return float64(v.int())
	}
	return v.double()
}
