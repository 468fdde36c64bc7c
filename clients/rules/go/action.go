package rules

// Action is what a rule asks for, or what a model decided. Greater is stricter.
type Action uint8

// Flag only names a call: it is not a decision, and stands below all that are.
const (
	Flag Action = iota
	Allow
	Review
	Block
)

var actionNames = [...]string{Flag: "flag", Allow: "allow", Review: "review", Block: "block"}

// String is the action as the blob spells it.
func (a Action) String() string {
	if int(a) < len(actionNames) {
		return actionNames[a]
	}
	return "unknown"
}

func parseAction(field, name string) (Action, error) {
	for action, spelling := range actionNames {
		if spelling == name {
			return Action(action), nil
		}
	}
	return Flag, wrong(field, "allow, review, block or flag", name)
}
