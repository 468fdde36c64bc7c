package rules

import (
	"errors"
	"fmt"
	"time"

	"voxguard.io/rules/internal/condition"
)

// RuleSet is a compiled revision. Immutable: any number of goroutines may evaluate it, each with its own Values.
type RuleSet struct {
	pointer Pointer
	rules   []scheduled
	program *condition.Program
}

// scheduled is a rule with its validity for evaluation.
type scheduled struct {
	rule     Rule
	from, to int64
}

// compile makes a set of a blob, or refuses it as a whole.
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

// Pointer returns the pointer of the set.
func (s *RuleSet) Pointer() Pointer { return s.pointer }

// Revision returns the revision of the set.
func (s *RuleSet) Revision() int64 { return s.pointer.Revision }

// Len returns the number of rules.
func (s *RuleSet) Len() int { return len(s.rules) }

// Rule returns the rule at an index in the order of evaluation, 0 to Len-1.
func (s *RuleSet) Rule(i int) Rule { return s.rules[i].rule }

// Names returns the names that the conditions read, as `view.feature` or `call.…`, sorted. The index of a name is its slot.
func (s *RuleSet) Names() []string { return s.program.Names() }

// Evaluate returns the rules that fire at a time, on values created for this set.
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
