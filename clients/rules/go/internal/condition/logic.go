package condition

// proposition is a planned expression whose result is a bool; operand, one of any type. Both read the values by slot.
type proposition interface{ holds(cells []Value) Verdict }

type operand interface{ value(cells []Value) Value }

// conjunction is false if either side is, even if the other fails; likewise disjunction with true.
type conjunction struct{ left, right proposition }

func (c *conjunction) holds(cells []Value) Verdict {
	left := c.left.holds(cells)
	if left == False {
		return False
	}
	right := c.right.holds(cells)
	if right == False || left == True {
		return right
	}
	return Failed
}

type disjunction struct{ left, right proposition }

func (d *disjunction) holds(cells []Value) Verdict {
	left := d.left.holds(cells)
	if left == True {
		return True
	}
	right := d.right.holds(cells)
	if right == True || left == False {
		return right
	}
	return Failed
}

type negation struct{ of proposition }

func (n *negation) holds(cells []Value) Verdict {
	switch n.of.holds(cells) {
	case True:
		return False
	case False:
		return True
	}
	return Failed
}

// choice evaluates only one branch: a failure of the other does not matter.
type choice struct {
	when            proposition
	then, otherwise operand
}

func (c *choice) value(cells []Value) Value {
	switch c.when.holds(cells) {
	case True:
		return c.then.value(cells)
	case False:
		return c.otherwise.value(cells)
	}
	return failed
}

type literal struct{ constant Value }

func (l *literal) value([]Value) Value { return l.constant }

type slot int

func (s slot) value(cells []Value) Value {
	value := cells[s]
	if value.kind == double {
		return DoubleOf(decimalOf(value.double()))
	}
	return value
}

// asOperand and asProposition adapt one to the other: a bool feature is both.
type asOperand struct{ of proposition }

func (a asOperand) value(cells []Value) Value { return a.of.holds(cells).value() }

type asProposition struct{ of operand }

func (a asProposition) holds(cells []Value) Verdict { return a.of.value(cells).verdict() }
