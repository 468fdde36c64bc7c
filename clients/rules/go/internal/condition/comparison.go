package condition

import (
	"cmp"
	"math"
	"strings"
)

// relation is the set of orderings for which it holds: bit 0 for less, 1 for equal, 2 for greater.
type relation uint8

const (
	less         relation = 1
	equal        relation = 2
	lessEqual    relation = less | equal
	greater      relation = 4
	notEqual     relation = less | greater
	greaterEqual relation = greater | equal
)

func (r relation) holds(order int) Verdict { return verdictOf(r>>(order+1)&1 == 1) }

// mirrored returns the relation of b to a that is equivalent to this one of a to b.
func (r relation) mirrored() relation { return r&equal | r&less<<2 | r&greater>>2 }

func (r relation) between(left, right Value) Verdict {
	if left.kind == integer && right.kind == integer {
		return r.holds(cmp.Compare(left.int(), right.int()))
	}
	if left.kind == none || right.kind == none {
		return Failed
	}
	switch r {
	case equal:
		return verdictOf(same(left, right))
	case notEqual:
		return verdictOf(!same(left, right))
	}
	if left.isNaN() || right.isNaN() {
		return False
	}
	order, ordered := orderOf(left, right)
	if !ordered {
		return Failed
	}
	return r.holds(order)
}

// same is CEL's equality: numbers compare by value, values of different other types are unequal, NaN equals nothing.
func same(left, right Value) bool {
	if left.isNumber() && right.isNumber() {
		order, _ := orderOf(left, right)
		return order == 0 && !left.isNaN() && !right.isNaN()
	}
	return left.kind == right.kind && left.text == right.text && left.bits == right.bits
}

// orderOf is CEL's ordering: numbers except NaN, texts by code points, and false before true.
func orderOf(left, right Value) (order int, ordered bool) {
	switch {
	case left.kind == integer && right.kind == integer:
		return cmp.Compare(left.int(), right.int()), true
	case left.isNumber() && right.isNumber():
		return cmp.Compare(left.number(), right.number()), true
	case left.kind != right.kind:
		return 0, false
	case left.kind == text:
		return strings.Compare(left.text, right.text), true
	}
	return cmp.Compare(left.bits, right.bits), true
}

func (v Value) isNumber() bool { return v.kind == integer || v.kind == double }

func (v Value) isNaN() bool { return v.kind == double && math.IsNaN(v.double()) }

// comparison is a relation between two operands.
type comparison struct {
	left     operand
	relation relation
	right    operand
}

func (c *comparison) holds(cells []Value) Verdict {
	return c.relation.between(c.left.value(cells), c.right.value(cells))
}

// threshold is a comparison of a value with a literal, the most frequent one.
type threshold struct {
	slot     int
	relation relation
	bound    Value
}

func (t *threshold) holds(cells []Value) Verdict { return t.relation.between(cells[t.slot], t.bound) }
