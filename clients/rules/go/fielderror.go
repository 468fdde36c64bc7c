package rules

import "fmt"

// FieldError names an invalid field, the expected value, and the actual one.
type FieldError struct {
	Field    string
	Expected string
	Got      string
}

func (e *FieldError) Error() string {
	return fmt.Sprintf("%s: expected %s, got %s", e.Field, e.Expected, e.Got)
}

// longestGot limits the length of the actual value in the message: it may be a whole blob.
const longestGot = 80

func wrong(field, expected string, got any) error {
	text, isText := got.(string)
	if !isText {
		return &FieldError{field, expected, fmt.Sprint(got)}
	}
	if len(text) > longestGot {
		return &FieldError{field, expected, fmt.Sprintf("%.*q… of %d bytes", longestGot, text, len(text))}
	}
	return &FieldError{field, expected, fmt.Sprintf("%q", text)}
}
