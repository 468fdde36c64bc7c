package condition

// textMatch is startsWith, endsWith or contains.
type textMatch struct {
	of    operand
	match func(text, part string) bool
	part  operand
}

func (m *textMatch) holds(cells []Value) Verdict {
	of, part := m.of.value(cells), m.part.value(cells)
	if of.kind != text || part.kind != text {
		return Failed
	}
	return verdictOf(m.match(of.text, part.text))
}
