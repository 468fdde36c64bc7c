package rules

// Action is the action of a rule or the decision of a model. Greater values are stricter.
type Action uint8

// Flag only marks a call: it is not a decision, and is below all decisions.
const (
	Flag Action = iota
	Allow
	Review
	Block
)

var actionNames = [...]string{Flag: "flag", Allow: "allow", Review: "review", Block: "block"}

// String returns the action as written in the blob.
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
