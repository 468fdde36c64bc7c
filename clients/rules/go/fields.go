package rules

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// fields is a JSON object by its exact keys. A struct would also accept "Action" for "action", but an unknown field must never
// be taken for a known one.
type fields map[string]json.RawMessage

func (f fields) text(where, name string) (string, error) {
	raw, given := f[name]
	if !given {
		return "", wrong(at(where, name), "a string", "nothing")
	}
	// null would become an empty string
	if len(raw) == 0 || raw[0] != '"' {
		return "", wrong(at(where, name), "a string", string(raw))
	}
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return "", wrong(at(where, name), "a string", string(raw))
	}
	if strings.Count(text, "\ufffd") > strings.Count(string(raw), "\ufffd")+strings.Count(strings.ToLower(string(raw)), `\ufffd`) {
		// the replacement that encoding/json uses for half a surrogate pair
		return "", wrong(at(where, name), "Unicode text", string(raw))
	}
	return text, nil
}

// label reads an optional text for people.
func (f fields) label(where, name string, target *string) error {
	if _, given := f[name]; !given {
		return nil
	}
	text, err := f.text(where, name)
	if err != nil {
		return err
	}
	if characters(text) > 200 || strings.ContainsFunc(text, unicode.IsControl) {
		return wrong(at(where, name), "up to 200 characters without control characters", text)
	}
	*target = text
	return nil
}

func (f fields) integer(where, name string, most int64) (int64, error) {
	expected := "an integer, " + strconv.FormatInt(-most, 10) + " to " + strconv.FormatInt(most, 10)
	raw, given := f[name]
	if !given {
		return 0, wrong(at(where, name), expected, "nothing")
	}
	number, err := strconv.ParseInt(string(raw), 10, 64)
	if err != nil || number < -most || number > most {
		return 0, wrong(at(where, name), expected, string(raw))
	}
	return number, nil
}

// moment reads optional Unix milliseconds; absent: unbounded.
func (f fields) moment(where, name string, target *time.Time, unixMilliseconds *int64) error {
	if _, given := f[name]; !given {
		return nil
	}
	milliseconds, err := f.integer(where, name, largestInteger)
	if err == nil {
		*target, *unixMilliseconds = time.UnixMilli(milliseconds), milliseconds
	}
	return err
}

func at(where, name string) string {
	if where == "" || strings.HasSuffix(where, " ") {
		return where + name
	}
	return where + "." + name
}

func characters(text string) int { return utf8.RuneCountInString(text) }
