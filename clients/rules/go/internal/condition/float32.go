package condition

import "math"

// isFraction returns whether a double is a float32 with a fraction. Such a value is taken as that of a float32 feature: a stored 0.7
// is 0.699999988…, which is what a rule that says 0.7 must match. In a comparison with a literal, the literal is rounded to float32;
// elsewhere the value counts as its shortest decimal. Every engine computes the same: docs/wire/rules-grammar.md.
func isFraction(value float64) bool {
	return float64(float32(value)) == value && math.Abs(value) < 1<<24 && value != math.RoundToEven(value)
}

// maxDigits is the maximum number of digits after the point: powers of ten are exact up to it.
const maxDigits = 22

// decimalOf returns the shortest decimal of a float32 with a fraction, and any other value unchanged.
func decimalOf(value float64) float64 {
	if !isFraction(value) {
		return value
	}
	scale := 1.0
	for range maxDigits {
		scale *= 10
		if decimal := math.RoundToEven(value*scale) / scale; float32(decimal) == float32(value) {
			return decimal
		}
	}
	return value
}

// fractionThreshold is a comparison of a value with a double that no float32 equals.
type fractionThreshold struct {
	threshold
	narrow        Value   // the bound as a float32
	lower, higher float64 // of the two
}

func (t *fractionThreshold) holds(cells []Value) Verdict {
	value := cells[t.slot]
	if value.kind == double {
		// the results differ only between the two, or at one of them
		if number := value.double(); number >= t.lower && number <= t.higher && isFraction(number) {
			return t.relation.between(value, t.narrow)
		}
	}
	return t.relation.between(value, t.bound)
}

// fractionMembership is `in` over doubles, some of which equal no float32.
type fractionMembership struct {
	slot          int
	exact, narrow membership
}

func (m *fractionMembership) holds(cells []Value) Verdict {
	if value := cells[m.slot]; value.kind == double && isFraction(value.double()) {
		return m.narrow.holds(cells)
	}
	return m.exact.holds(cells)
}

func narrowOf(literal Value) Value {
	if literal.kind != double {
		return literal
	}
	return DoubleOf(float64(float32(literal.double())))
}

// storedSlot is a slot whose value is used as stored.
type storedSlot int

func (s storedSlot) value(cells []Value) Value { return cells[s] }

func thresholdOf(slot int, relation relation, bound Value) proposition {
	plain := threshold{slot, relation, bound}
	if narrow := narrowOf(bound); narrow != bound {
		exact, rounded := bound.double(), narrow.double()
		return &fractionThreshold{plain, narrow, min(exact, rounded), max(exact, rounded)}
	}
	return &plain
}

// fieldMembershipOf is `in` for a value by its slot.
func fieldMembershipOf(field slot, elements []Value) proposition {
	narrowed := make([]Value, len(elements))
	for i, element := range elements {
		if element.kind != double {
			return membershipOf(field, elements)
		}
		narrowed[i] = narrowOf(element)
	}
	stored := storedSlot(field)
	return &fractionMembership{int(field), membership{stored, elements}, membership{stored, narrowed}}
}
