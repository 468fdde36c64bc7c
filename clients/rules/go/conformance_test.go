package rules

import (
	"bufio"
	"bytes"
	"encoding/json"
	"math"
	"os"
	"testing"

	"voxguard.io/rules/internal/rulestest"
)

const wire = "../../../docs/wire/"

// conformance is a line of rules-conditions.jsonl.
type conformance struct {
	Condition string         `json:"condition"`
	Values    map[string]any `json:"values"`
	Result    *bool          `json:"result"`
	Error     bool           `json:"error"`
}

func TestEveryLineOfTheConformanceFileGivesItsResult(t *testing.T) {
	file, err := os.Open(wire + "rules-conditions.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	count := 0
	for lines := bufio.NewScanner(file); lines.Scan(); count++ {
		line := conformanceOf(t, lines.Bytes())
		set := setOf(t, rulestest.Rule{Condition: line.Condition})
		outcome := evaluate(t, set, line.Values, someTime)
		fires := line.Result != nil && *line.Result
		if (len(outcome.Fired) == 1) != fires || (outcome.Failed == 1) != line.Error {
			t.Errorf("%s\ngot fired %v, failed %d", lines.Text(), len(outcome.Fired) == 1, outcome.Failed)
		}
	}
	if count < 33 {
		t.Errorf("the file had %d lines", count)
	}
}

// conformanceOf takes whole numbers for ints and others for doubles: JSON does not tell them apart.
func conformanceOf(t *testing.T, text []byte) conformance {
	t.Helper()
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber()
	var line conformance
	if err := decoder.Decode(&line); err != nil || (line.Result == nil) != line.Error {
		t.Fatalf("%s: %v", text, err)
	}
	for name, value := range line.Values {
		number, isNumber := value.(json.Number)
		if !isNumber {
			continue
		}
		if whole, err := number.Int64(); err == nil {
			line.Values[name] = whole
		} else if fraction, err := number.Float64(); err == nil && !math.IsInf(fraction, 0) {
			line.Values[name] = fraction
		} else {
			t.Fatalf("%s: %s", name, number)
		}
	}
	return line
}
