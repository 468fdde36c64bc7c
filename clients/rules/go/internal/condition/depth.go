package condition

// maxDepth is the maximum nesting depth. The engines' CEL libraries support 32 by their own counts, which are lower than this one.
const maxDepth = 24

// nestingDepth computes the nesting depth from the tokens in order. A group is the text between two parentheses, or the whole
// condition. `&&`, `||`, `?` and `:` divide a group into parts. The depth of a part is the number of its other operators plus the
// depth of its deepest group. The depth of a group is that of its deepest part, plus one for each `?`, one for any `&&`, one for any
// `||`, and one for its parentheses.
type nestingDepth struct{ groups []group }

type group struct {
	operators, innermost, deepestPart, choices int
	and, or                                    int
}

func newNestingDepth() *nestingDepth { return &nestingDepth{groups: make([]group, 1)} }

func (d *nestingDepth) innermost() *group { return &d.groups[len(d.groups)-1] }

func (d *nestingDepth) open() { d.groups = append(d.groups, group{}) }

func (d *nestingDepth) isOpen() bool { return len(d.groups) > 1 }

func (d *nestingDepth) closeGroup() {
	inner := d.innermost().depth() + 1
	d.groups = d.groups[:len(d.groups)-1]
	outer := d.innermost()
	outer.innermost = max(outer.innermost, inner)
}

func (d *nestingDepth) operator() { d.innermost().operators++ }

func (d *nestingDepth) connective(and bool) {
	current := d.innermost()
	current.endPart()
	if and {
		current.and = 1
	} else {
		current.or = 1
	}
}

func (d *nestingDepth) choice(begins bool) {
	current := d.innermost()
	current.endPart()
	if begins {
		current.choices++
	}
}

func (d *nestingDepth) whole() int { return d.innermost().depth() }

func (g *group) endPart() {
	g.deepestPart = max(g.deepestPart, g.operators+g.innermost)
	g.operators, g.innermost = 0, 0
}

func (g *group) depth() int {
	g.endPart()
	return g.deepestPart + g.choices + g.and + g.or
}
