package rules

import (
	"fmt"
	"strings"

	"voxguard.io/rules/internal/condition"
)

// Values are the values of one call for the conditions of one set, by slot: the index of a name in RuleSet.Names. A missing
// value fails the conditions that need it, except that missing texts of `call.…` are empty. Not safe for concurrent use: a
// worker keeps one and resets it for each call.
type Values struct {
	set   *RuleSet
	cells []condition.Value
}

// NewValues returns Values without any value.
func (s *RuleSet) NewValues() *Values {
	values := &Values{set: s, cells: make([]condition.Value, len(s.Names()))}
	values.Reset()
	return values
}

// Reset removes all values.
func (v *Values) Reset() {
	for slot, name := range v.set.Names() {
		v.cells[slot] = condition.Value{}
		if strings.HasPrefix(name, "call.") && name != "call.started_at" {
			v.cells[slot] = condition.TextOf("")
		}
	}
}

// SetInt sets an int32 or int64 feature, or call.started_at.
func (v *Values) SetInt(slot int, value int64) { v.cells[slot] = condition.IntOf(value) }

// SetDouble sets a float32 or float64 feature.
func (v *Values) SetDouble(slot int, value float64) { v.cells[slot] = condition.DoubleOf(value) }

// SetBool sets a bool feature.
func (v *Values) SetBool(slot int, value bool) { v.cells[slot] = condition.BoolOf(value) }

// SetText sets a string feature, or a text of the call.
func (v *Values) SetText(slot int, value string) { v.cells[slot] = condition.TextOf(value) }

// Set sets a value by name, with a search per value. Names that no condition reads are ignored.
func (v *Values) Set(name string, value any) error {
	slot, read := v.set.program.Slot(name)
	if !read {
		return nil
	}
	switch value := value.(type) {
	case bool:
		v.SetBool(slot, value)
	case string:
		v.SetText(slot, value)
	case int:
		v.SetInt(slot, int64(value))
	case int32:
		v.SetInt(slot, int64(value))
	case int64:
		v.SetInt(slot, value)
	case float32:
		v.SetDouble(slot, float64(value))
	case float64:
		v.SetDouble(slot, value)
	default:
		return wrong("value "+name, "bool, string, int, int32, int64, float32 or float64", fmt.Sprintf("%T", value))
	}
	return nil
}
