package rules

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode"
)

// Rule is a published rule.
type Rule struct {
	ID        string
	Name      string
	Owner     string
	Typology  string
	Condition string
	Action    Action
	Priority  int64
	ValidFrom time.Time // zero: no start
	ValidTo   time.Time // exclusive; zero: no end

	from, to int64 // validity in Unix milliseconds: from inclusive, to exclusive
}

const longestCondition = 4096

func parseRule(index int, document fields) (Rule, error) {
	where := fmt.Sprintf("rules[%d]", index)
	var rule Rule
	var err error
	if rule.ID, err = document.text(where, "id"); err != nil {
		return rule, err
	}
	if !spelled(rule.ID, 1, 64, isNameCharacter) {
		return rule, wrong(where+".id", "1 to 64 of A-Z a-z 0-9 - _ . :", rule.ID)
	}
	where = "rule " + rule.ID + ": "
	if rule.Condition, err = document.text(where, "condition"); err != nil {
		return rule, err
	}
	if length := characters(rule.Condition); length > longestCondition {
		return rule, wrong(where+"condition", "up to 4096 characters", length)
	}
	if strings.ContainsFunc(rule.Condition, isStrayControl) {
		return rule, wrong(where+"condition", "no control characters but tabs and line ends", rule.Condition)
	}
	action, err := document.text(where, "action")
	if err != nil {
		return rule, err
	}
	if rule.Action, err = parseAction(where+"action", action); err != nil {
		return rule, err
	}
	if rule.Priority, err = document.integer(where, "priority", 1_000_000); err != nil {
		return rule, err
	}
	return rule, rule.parseRest(where, document)
}

func (r *Rule) parseRest(where string, document fields) error {
	if err := errors.Join(document.label(where, "name", &r.Name), document.label(where, "owner", &r.Owner),
		document.label(where, "typology", &r.Typology)); err != nil {
		return err
	}
	r.from, r.to = math.MinInt64, math.MaxInt64
	return errors.Join(document.moment(where, "valid_from", &r.ValidFrom, &r.from), document.moment(where, "valid_to", &r.ValidTo, &r.to))
}

func isStrayControl(r rune) bool { return unicode.IsControl(r) && r != '\t' && r != '\n' && r != '\r' }
