package condition

import "fmt"

// Error is why a condition is refused.
type Error struct {
	Index  int // of the condition
	Reason string
}

func (e *Error) Error() string { return e.Reason }

// refusal is an expression that the language of the conditions does not have.
func refusal(expected, got string) error { return fmt.Errorf("expected %s, got %s", expected, got) }
