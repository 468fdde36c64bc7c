package condition

import "fmt"

// Error is the reason for which a condition is refused.
type Error struct {
	Index  int // of the condition
	Reason string
}

func (e *Error) Error() string { return e.Reason }

// refusal returns the error for an expression outside the language of conditions.
func refusal(expected, got string) error { return fmt.Errorf("expected %s, got %s", expected, got) }
