package rules

import (
	"errors"
	"fmt"
	"time"

	"voxguard.io/rules/internal/condition"
)

// RuleSet is one revision, compiled. Immutable: any number of goroutines may evaluate it, each with Values of its own.
type RuleSet struct {
	pointer Pointer
	rules   []scheduled
	program *condition.Program
}

// scheduled is a rule with its window as evaluation compares it.
type scheduled struct {
	rule     Rule
	from, to int64
}

// compile makes a set of a blob, whole or not at all.
func compile(set string, pointer Pointer, blob []byte) (*RuleSet, error) {
	list, err := parseBlob(set, pointer, blob)
	if err != nil {
		return nil, err
	}
	conditions := make([]string, len(list))
	compiled := &RuleSet{pointer: pointer, rules: make([]scheduled, len(list))}
	for i, rule := range list {
		compiled.rules[i] = scheduled{rule: rule, from: rule.from, to: rule.to}
		conditions[i] = rule.Condition
	}
	compiled.program, err = condition.Compile(conditions)
	var refused *condition.Error
	if errors.As(err, &refused) {
		return nil, fmt.Errorf("rule %s: condition: %w", list[refused.Index].ID, err)
	}
	return compiled, err
}

// Pointer is what the set was published as.
func (s *RuleSet) Pointer() Pointer { return s.pointer }

// Revision is the set's revision.
func (s *RuleSet) Revision() int64 { return s.pointer.Revision }

// Len is the number of rules.
func (s *RuleSet) Len() int { return len(s.rules) }

// Rule is the rule at a place of the order of evaluation, 0 to Len-1.
func (s *RuleSet) Rule(i int) Rule { return s.rules[i].rule }

// Names are the values that the set's conditions read, as `view.feature` or `call.…`, sorted. A name's place is its slot.
func (s *RuleSet) Names() []string { return s.program.Names() }

// Evaluate tells what fired at that moment, by values of this very set.
func (s *RuleSet) Evaluate(values *Values, now time.Time) (Outcome, error) {
	if values.set != s {
		return Outcome{}, fmt.Errorf("values: expected those of revision %d, got those of revision %d", s.Revision(), values.set.Revision())
	}
	var outcome Outcome
	at := now.UnixMilli()
	for i := range s.rules {
		rule := &s.rules[i]
		if at < rule.from || at >= rule.to {
			continue
		}
		switch s.program.Evaluate(i, values.cells) {
		case condition.True:
			outcome.Fired = append(outcome.Fired, rule.rule)
		case condition.Failed:
			outcome.Failed++
		}
	}
	return outcome, nil
}
