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

// Value is a CEL value as a plain struct; the zero Value is missing, and makes every expression that needs it fail.
type Value struct {
	text string
	bits uint64
	kind kind
}

// failed is the value of an operand without a result.
var failed = Value{}

// IntOf returns a CEL int.
func IntOf(value int64) Value { return Value{kind: integer, bits: uint64(value)} }

// DoubleOf returns a CEL double.
func DoubleOf(value float64) Value { return Value{kind: double, bits: math.Float64bits(value)} }

// TextOf returns a CEL string.
func TextOf(value string) Value { return Value{kind: text, text: value} }

// BoolOf returns a CEL bool.
func BoolOf(value bool) Value {
	if value {
		return Value{kind: boolean, bits: 1}
	}
	return Value{kind: boolean}
}

func (v Value) int() int64 { return int64(v.bits) }

func (v Value) double() float64 { return math.Float64frombits(v.bits) }

func (v Value) bool() bool { return v.bits != 0 }

// number returns an int or a double as a double.
func (v Value) number() float64 {
	if v.kind == integer {
		return float64(v.int())
	}
	return v.double()
}
