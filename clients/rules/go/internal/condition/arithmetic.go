package condition

import "math"

// arithmetic is an operation of two operands of the same type. Ints that overflow and divisions of ints by zero fail; doubles go
// to infinity.
type arithmetic struct {
	left      operand
	operation func(left, right Value) Value
	right     operand
}

func (a *arithmetic) value(cells []Value) Value {
	return a.operation(a.left.value(cells), a.right.value(cells))
}

func sum(left, right Value) Value {
	if left.kind != right.kind {
		return failed
	}
	switch left.kind {
	case integer:
		a, b := left.int(), right.int()
		if total := a + b; (total > a) == (b > 0) {
			return IntOf(total)
		}
	case double:
		return DoubleOf(left.double() + right.double())
	case text:
		return TextOf(left.text + right.text)
	}
	return failed
}

func difference(left, right Value) Value {
	if left.kind != right.kind {
		return failed
	}
	switch left.kind {
	case integer:
		a, b := left.int(), right.int()
		if rest := a - b; (rest < a) == (b > 0) {
			return IntOf(rest)
		}
	case double:
		return DoubleOf(left.double() - right.double())
	}
	return failed
}

func product(left, right Value) Value {
	if left.kind != right.kind {
		return failed
	}
	switch left.kind {
	case integer:
		a, b := left.int(), right.int()
		if a == 0 || b == 0 {
			return IntOf(0)
		}
		if total := a * b; total/b == a && !(a == -1 && b == math.MinInt64) && !(b == -1 && a == math.MinInt64) {
			return IntOf(total)
		}
	case double:
		return DoubleOf(left.double() * right.double())
	}
	return failed
}

func quotient(left, right Value) Value {
	if left.kind != right.kind {
		return failed
	}
	switch left.kind {
	case integer:
		if divides(left.int(), right.int()) {
			return IntOf(left.int() / right.int())
		}
	case double:
		return DoubleOf(left.double() / right.double())
	}
	return failed
}

func remainder(left, right Value) Value {
	if left.kind == integer && right.kind == integer && divides(left.int(), right.int()) {
		return IntOf(left.int() % right.int())
	}
	return failed
}

// divides returns false for a division by zero, and for the one quotient that overflows.
func divides(a, b int64) bool { return b != 0 && !(a == math.MinInt64 && b == -1) }

// unary is a function of one operand.
type unary struct {
	operation func(Value) Value
	of        operand
}

func (u *unary) value(cells []Value) Value { return u.operation(u.of.value(cells)) }

func negative(of Value) Value {
	switch of.kind {
	case integer:
		if of.int() != math.MinInt64 {
			return IntOf(-of.int())
		}
	case double:
		return DoubleOf(-of.double())
	}
	return failed
}
