package condition

// membership is `in` over a list of literals. It is true if an element equals the operand.
type membership struct {
	of       operand
	elements []Value
}

func (m *membership) holds(cells []Value) Verdict {
	value := m.of.value(cells)
	if value.kind == none {
		return Failed
	}
	for i := range m.elements {
		if same(m.elements[i], value) {
			return True
		}
	}
	return False
}

// longList is the length from which a search is faster than comparing each element.
const longList = 8

// textMembership is `in` over many texts: numbers of callers, names of trunks.
type textMembership struct {
	of       operand
	elements map[string]struct{}
}

func (m *textMembership) holds(cells []Value) Verdict {
	value := m.of.value(cells)
	if value.kind == none {
		return Failed
	}
	if value.kind != text {
		return False
	}
	_, found := m.elements[value.text]
	return verdictOf(found)
}

func membershipOf(of operand, elements []Value) proposition {
	if len(elements) <= longList {
		return &membership{of: of, elements: elements}
	}
	texts := make(map[string]struct{}, len(elements))
	for _, element := range elements {
		if element.kind != text {
			return &membership{of: of, elements: elements}
		}
		texts[element.text] = struct{}{}
	}
	return &textMembership{of: of, elements: texts}
}
