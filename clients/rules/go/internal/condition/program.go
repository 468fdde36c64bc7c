package condition

import "fmt"

// Program is the conditions of a set, compiled together so that they share their names. Immutable.
type Program struct {
	names []string
	slots map[string]int
	plans []proposition
}

// Compile compiles all conditions, or fails; the error is an *Error if a condition caused it.
func Compile(conditions []string) (compiled *Program, err error) {
	defer func() {
		// input must not crash the engine, whatever the parser does with it
		if fault := recover(); fault != nil {
			compiled, err = nil, fmt.Errorf("conditions: the compiler failed: %v", fault)
		}
	}()
	env, err := language()
	if err != nil {
		return nil, err
	}
	expressions, read, err := expressionsOf(env, conditions)
	if err != nil {
		return nil, err
	}
	compiled = &Program{names: read.sorted(), slots: make(map[string]int, len(read)), plans: make([]proposition, len(conditions))}
	for place, name := range compiled.names {
		compiled.slots[name] = place
	}
	for i, expression := range expressions {
		if compiled.plans[i], err = plan(compiled.slots, expression); err != nil {
			return nil, &Error{i, err.Error()}
		}
	}
	return compiled, nil
}

// Names returns the names that the conditions read, sorted; the index of a name is its slot.
func (p *Program) Names() []string { return p.names }

// Slot returns the index of a name among the values, if any condition reads it.
func (p *Program) Slot(name string) (place int, read bool) {
	place, read = p.slots[name]
	return place, read
}

// Evaluate evaluates one condition on values, one for each of Names.
func (p *Program) Evaluate(condition int, cells []Value) Verdict {
	return p.plans[condition].holds(cells)
}
